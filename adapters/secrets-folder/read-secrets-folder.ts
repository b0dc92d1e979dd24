import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { FoundFile, IgnoredFile, ImportProblem } from '../../core/import/found.ts';
import { KEY_APIS } from '../../core/rotate/key-apis.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { jsonErrorLine } from './json-error.ts';
import { recognise } from './recognise.ts';

/** A folder in which other tools keep tokens, read once. */
export interface SecretsFolder {
  /** Absolute. */
  readonly directory: string;
  readonly files: readonly FoundFile[];
  /** Everything else in it; nothing is done with these. */
  readonly ignored: readonly IgnoredFile[];
  /** Loose permissions, text that is not JSON: all of them at once. */
  readonly problems: readonly ImportProblem[];
  /** When each file of `files` last changed. */
  readonly changedAt: ReadonlyMap<string, Instant>;
}

/**
 * Reads a folder such as `~/.secrets`. Changes nothing.
 * @param directory absolute
 * @throws Fault `SecretsFolderMissing`, `SecretsFolderUnreadable`
 */
export async function readSecretsFolder(directory: string): Promise<SecretsFolder> {
  const problems: ImportProblem[] = [];
  const files: FoundFile[] = [];
  const ignored: IgnoredFile[] = [];
  const changedAt = new Map<string, Instant>();
  const { mode, names } = await look(directory);
  if ((mode & OTHERS) !== 0) problems.push(loose(directory, { mode, wanted: '700' }));
  for (const name of names.toSorted()) {
    const read = await readEntry(join(directory, name), name);
    switch (read.kind) {
      case 'problem':
        problems.push(read.problem);
        break;
      case 'ignored':
        ignored.push(read.file);
        break;
      case 'found':
        files.push(read.file);
        changedAt.set(name, read.changedAt);
        if ((read.mode & OTHERS) !== 0)
          problems.push(loose(join(directory, name), { mode: read.mode, wanted: '600' }));
    }
  }
  return { directory, files, ignored, problems, changedAt };
}

const OTHERS = 0o077;
/** Larger ones are no credentials. */
const MOST_BYTES = 256 * 1024;

async function look(directory: string): Promise<{ mode: number; names: string[] }> {
  try {
    const { mode } = await stat(directory);
    return { mode: mode & 0o777, names: await readdir(directory) };
  } catch (cause) {
    const code = errorNumber(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Fault({
        code: 'SecretsFolderMissing',
        message: `${directory}: there is no such directory; expected one with the token and client files of another tool`,
        remedy: 'name the directory: evergrant import ~/.secrets; without one: evergrant init',
        exitCode: ExitCode.Usage,
      });
    }
    throw new Fault({
      code: 'SecretsFolderUnreadable',
      message: `${directory} cannot be read (${code})`,
      remedy: `run this as its owner: ls -ld ${directory}`,
      cause,
    });
  }
}

type Entry =
  | { readonly kind: 'found'; readonly file: FoundFile; readonly mode: number; readonly changedAt: Instant }
  | { readonly kind: 'ignored'; readonly file: IgnoredFile }
  | { readonly kind: 'problem'; readonly problem: ImportProblem };

async function readEntry(path: string, name: string): Promise<Entry> {
  let file: FileHandle;
  try {
    const { isFile, size } = await stat(path).then((facts) => ({ isFile: facts.isFile(), size: facts.size }));
    if (!isFile) return ignore(name, 'not a file');
    if (size > MOST_BYTES) return ignore(name, 'too large for credentials');
    file = await open(path, 'r');
  } catch (cause) {
    return { kind: 'problem', problem: unreadable(path, errorNumber(cause)) };
  }
  try {
    const text = await file.readFile('utf8');
    // Mode and time of the open file: a path may be exchanged between a look and a read.
    const { mode, mtimeMs } = await file.stat();
    if (isApiKey(text)) return ignore(name, API_KEY);
    if (!/^\s*[{["]/.test(text) && !name.endsWith('.json')) return ignore(name, 'not JSON');
    const line = jsonErrorLine(text);
    if (line !== undefined) return { kind: 'problem', problem: notJson(path, line) };
    const recognised = recognise(name, JSON.parse(text));
    return recognised.kind === 'ignored'
      ? recognised
      : { ...recognised, mode: mode & 0o777, changedAt: mtimeMs };
  } finally {
    await file.close();
  }
}

const API_KEY = 'an API key: declare it under apiKeys, then evergrant key set NAME < FILE';

function isApiKey(text: string): boolean {
  const key = new SecretText(text.trim());
  return [...KEY_APIS.values()].some(({ keyIdOf }) => keyIdOf.value(key) !== undefined);
}

function ignore(name: string, why: string): Entry {
  return { kind: 'ignored', file: { name, why } };
}

function loose(path: string, { mode, wanted }: { mode: number; wanted: '600' | '700' }): ImportProblem {
  const octal = mode.toString(8).padStart(4, '0');
  return {
    reason: 'OpenToOthers',
    message: `${path} is open to others (mode ${octal}, expected 0${wanted})`,
    remedy: `chmod ${wanted} ${path}`,
  };
}

function notJson(path: string, line: number): ImportProblem {
  return {
    reason: 'NotJson',
    message: `${path}:${line} is not JSON from here on`,
    remedy: `correct ${path}, or move it out of the folder`,
  };
}

function unreadable(path: string, code: string | undefined): ImportProblem {
  return {
    reason: 'Unreadable',
    message: `${path} cannot be read (${code})`,
    remedy: `run this as its owner: ls -l ${path}`,
  };
}
