import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** Codes of the faults that the disk causes. */
export type FileFaultCode =
  | 'DiskFull'
  | 'ReadOnly'
  | 'PermissionDenied'
  | 'DiskError'
  | 'NotADirectory'
  | 'StateMissing'
  | 'NameTooLong'
  | 'TooManyOpenFiles';

/** The operating system's error for a path, as the fault that people read. */
export function fileFault(error: unknown, of: string): Fault {
  const meaning = MEANINGS[errorNumber(error) ?? ''] ?? UNEXPECTED;
  // Such a file has another name at each try, so that one trouble would be told as ever new ones.
  const path = of.replace(/\/unfinished-[^/]+$/, '');
  return new Fault({
    code: meaning.code,
    message: `${path}: ${meaning.message}`,
    remedy: meaning.remedy(path),
    retryable: meaning.retryable ?? false,
    exitCode: ExitCode.Failed,
    cause: error,
  });
}

/** The name of the system error, such as `ENOSPC`; undefined when it is none. */
export function errorNumber(error: unknown): string | undefined {
  if (!(error instanceof Error) && !isObject(error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

interface Meaning {
  readonly code: FileFaultCode;
  readonly message: string;
  readonly remedy: (path: string) => string;
  readonly retryable?: boolean;
}

const FULL: Meaning = {
  code: 'DiskFull',
  message: 'no room is left on this file system',
  remedy: (path) => `free some space on the file system of ${path} (df -h shows it), or raise the quota`,
  retryable: true,
};

const DENIED: Meaning = {
  code: 'PermissionDenied',
  message: 'this user may not do that here',
  remedy: (path) => `run as the owner of ${path}, or give it back: chown -R "$(id -u)" and chmod -R u+rwX`,
};

const OPEN_FILES: Meaning = {
  code: 'TooManyOpenFiles',
  message: 'too many files are open',
  remedy: () => 'raise the limit: ulimit -n 4096',
  retryable: true,
};

const UNEXPECTED: Meaning = {
  code: 'DiskError',
  message: 'the disk failed to read or write it',
  remedy: (path) =>
    `look for disk errors in the system log, then move the directory of ${path} to a sound disk`,
};

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: DENIED,
  EPERM: DENIED,
  EMFILE: OPEN_FILES,
  ENFILE: OPEN_FILES,
  EIO: UNEXPECTED,
  EROFS: {
    code: 'ReadOnly',
    message: 'the file system is mounted read-only',
    remedy: () => 'mount it read-write, or name another state directory',
  },
  ENOTDIR: {
    code: 'NotADirectory',
    message: 'a part of this path is not a directory',
    remedy: () => 'move the file away, or name another state directory',
  },
  ENOENT: {
    code: 'StateMissing',
    message: 'it was removed or moved away while it was in use',
    remedy: () => 'put the directory back, then start again',
  },
  ENAMETOOLONG: {
    code: 'NameTooLong',
    message: 'the name is longer than the file system takes',
    remedy: () => 'give the grant, sink or daemon a shorter name',
  },
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
