import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** Whether a program can be started. */
export type ProgramFound =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'notExecutable'; readonly path: string };

/** Looks for a program as execvp(3) does: a name in the directories of PATH, anything with a slash as it stands. */
export async function findProgram(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProgramFound> {
  const directories = program.includes('/') ? [''] : (environment.PATH ?? DEFAULT_PATH).split(delimiter);
  let unusable: string | undefined;
  for (const directory of directories) {
    const path = isAbsolute(program) ? program : resolve(join(directory, program));
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return { kind: 'found', path };
    unusable ??= path;
  }
  return unusable === undefined ? { kind: 'missing' } : { kind: 'notExecutable', path: unusable };
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
