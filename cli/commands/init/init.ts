import { resolve } from 'node:path';
import { newDeclaration } from '../../../adapters/config-file/new-declaration.ts';
import { declarationOfText } from '../../../adapters/config-file/read-declaration.ts';
import { writeConfig } from '../../../adapters/config-file/write-config.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault, isFault } from '../../../core/fault.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { type Answers, answersOf } from './answers.ts';
import { declarationFromAnswers } from './declaration-from-answers.ts';
import type { InitOptions } from './init-options.ts';

/** Writes a new declaration. */
export async function init(options: InitOptions, io: Io): Promise<ExitCode> {
  const path = resolve(
    io.workingDirectory,
    options.config ?? io.environment.EVERGRANT_CONFIG ?? 'evergrant.yaml',
  );
  // Before anything is asked: nobody likes to answer in vain.
  const isThere = (await nodeFileSystem.facts(path)) !== undefined;
  if (isThere && !options.force && !options.print) throw exists(path);
  const answers = await answersOf(options, io);
  const text = newDeclaration(declarationFromAnswers(answers));
  const declaration = accepted(text, { path, io });
  if (options.print) {
    printLine(io, text.trimEnd());
    return ExitCode.Good;
  }
  const kept = await writeConfig(path, { text, now: Date.now() });
  if (options.json) {
    const grants = [...declaration.grants.keys()];
    printLine(io, JSON.stringify({ schema: 1, kind: 'written', file: path, kept: kept ?? null, grants }));
    return ExitCode.Good;
  }
  printLine(io, `wrote ${path}${kept === undefined ? '' : `; the old one is ${kept}`}`);
  for (const lint of declaration.lints) sayLine(io, `warning: ${lint.path}: ${lint.message}`);
  sayNext(answers, { io, config: options.config });
  return ExitCode.Good;
}

function sayNext({ grant }: Answers, { io, config }: { io: Io; config: string | undefined }): void {
  const option = config === undefined ? '' : ` --config ${config}`;
  sayLine(io, `next: evergrant check${option}`);
  sayLine(io, `next: evergrant login ${grant}${option}`);
  sayLine(io, `next: evergrant up${option}`);
}

/** What evergrant check would refuse is not written, and the file it names is none that is there to be corrected. */
function accepted(text: string, { path, io }: { path: string; io: Io }): Declaration {
  try {
    return declarationOfText(text, { file: path, reader: io });
  } catch (cause) {
    if (!isFault(cause) || cause.code !== 'ConfigInvalid') throw cause;
    const { code, message, exitCode } = cause;
    throw new Fault({
      code,
      message: `nothing was written; of these answers evergrant check would say:\n${message}`,
      remedy: 'correct the options or answers, then run evergrant init again',
      exitCode,
      cause,
    });
  }
}

function exists(path: string): Fault {
  return new Fault({
    code: 'ConfigExists',
    message: `${path} exists; it was not changed`,
    remedy: 'evergrant init --print shows a new one; --force replaces it and keeps the old one beside it',
  });
}
