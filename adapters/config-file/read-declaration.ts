import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { LineCounter, parseDocument } from 'yaml';
import type { Declaration } from '../../core/config/declaration.ts';
import { parseDeclaration } from '../../core/config/parse.ts';
import type { ConfigProblem } from '../../core/config/problem.ts';
import { problemText } from '../../core/config/problem-text.ts';
import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { errorNumber } from '../files/file-fault.ts';
import { configMissing } from './find-config.ts';
import { nearestWord } from './nearest-word.ts';
import { type LocatedDocument, positionOf } from './position.ts';
import { type Reader, whereOf } from './where.ts';
import { withoutConsequences } from './without-consequences.ts';

/**
 * Reads a configuration file. Throws `ConfigMissing`, `ConfigUnreadable`, `ConfigNotYaml`, or one `ConfigInvalid` that
 * names every problem with its line and column.
 */
export async function readDeclaration(file: string, reader: Reader = thisProcess()): Promise<Declaration> {
  return declarationOfText(await readText(file), { file, reader });
}

/** A declaration beside what was written: for whoever passes it on as it stands. */
export interface WrittenDeclaration {
  readonly raw: RawMapping;
  readonly declaration: Declaration;
}

/** As {@link readDeclaration}, with the text's own keys and values. */
export async function readWrittenDeclaration(file: string, reader: Reader): Promise<WrittenDeclaration> {
  return writtenDeclaration(await readText(file), { file, reader });
}

/**
 * The declaration that this text would be, if it stood in this file: for texts that are not written yet.
 * Throws `ConfigNotYaml` or `ConfigInvalid`.
 */
export function declarationOfText(text: string, at: { file: string; reader: Reader }): Declaration {
  return writtenDeclaration(text, at).declaration;
}

function writtenDeclaration(text: string, at: { file: string; reader: Reader }): WrittenDeclaration {
  const { file, reader } = at;
  const located = parseYaml(text, file);
  const raw = toValue(located, file);
  if (raw === null) throw empty(file);
  const result = parseDeclaration(raw, whereOf(file, reader));
  if (result.kind === 'invalid') throw invalid(file, { problems: result.problems, located });
  return { raw: isMapping(raw) ? raw : {}, declaration: result.declaration };
}

function thisProcess(): Reader {
  return { home: homedir(), environment: process.env };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = errorNumber(cause);
    if (code === 'ENOENT') throw configMissing(`there is no configuration file ${file}`);
    throw new Fault({
      code: 'ConfigUnreadable',
      message: `the configuration file ${file} cannot be read (${code})`,
      remedy: `see what it is and who may read it: ls -ld ${file}`,
      exitCode: ExitCode.Configuration,
      cause,
    });
  }
}

function parseYaml(text: string, file: string): LocatedDocument {
  const lines = new LineCounter();
  // Pretty errors quote the line, which may hold a secret in the wrong place.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw notYaml(
      `${file}:${line}:${col} is not YAML: ${WHY[error.code] ?? 'the syntax is wrong here'}`,
      error,
    );
  }
  return { document, lines };
}

/** The library's own messages quote the text, which may hold a secret; these are for its codes that occur in practice. */
const WHY: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket is missing',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot start on the line of its key',
  DUPLICATE_KEY: 'this key stands here twice',
  MISSING_CHAR: 'a quote, bracket or ":" is missing',
  MULTIPLE_DOCS: 'a second document starts here, and one is read',
  MULTILINE_IMPLICIT_KEY: 'a ":" is missing, or text goes on in the next line without quotes',
  TAB_AS_INDENT: 'tabs cannot indent',
  UNEXPECTED_TOKEN: 'this character is not expected here',
};

function toValue({ document }: LocatedDocument, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(`${file} is not YAML: an alias names nothing, or too many stand for one another`, cause);
  }
}

function notYaml(message: string, cause: unknown): Fault {
  const remedy = 'correct the syntax, then run: evergrant check';
  return new Fault({ code: 'ConfigNotYaml', message, remedy, exitCode: ExitCode.Configuration, cause });
}

function empty(file: string): Fault {
  return new Fault({
    code: 'ConfigInvalid',
    message: `${file}:1:1 the file is empty; expected at least "version: 1"`,
    remedy: 'evergrant init --force writes one that is good; docs/configuration.md has every key',
    exitCode: ExitCode.Configuration,
  });
}

function invalid(
  file: string,
  found: { problems: readonly ConfigProblem[]; located: LocatedDocument },
): Fault {
  const lines = withoutConsequences(found.problems)
    .map((problem) => ({ at: positionOf(problem, found.located), text: problemText(problem, nearestWord) }))
    .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(({ at, text }) => `${file}:${at.line}:${at.column} ${text}`);
  return new Fault({
    code: 'ConfigInvalid',
    message: [...new Set(lines)].join('\n'),
    remedy: 'correct this, then run: evergrant check',
    exitCode: ExitCode.Configuration,
  });
}
