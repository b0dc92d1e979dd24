import { findConfig } from '../adapters/config-file/find-config.ts';
import { nearestWord } from '../adapters/config-file/nearest-word.ts';
import { readDeclaration } from '../adapters/config-file/read-declaration.ts';
import type { Declaration } from '../core/config/declaration.ts';
import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import type { ConfigOption } from './command.ts';
import type { Io } from './io.ts';

/** Finds and reads the declaration that a command works on. */
export async function declarationFor(
  options: ConfigOption,
  io: Io,
): Promise<{ path: string; declaration: Declaration }> {
  const { environment, home, workingDirectory } = io;
  const path = await findConfig({ option: options.config, environment, home, workingDirectory });
  return { path, declaration: await readDeclaration(path, { home, environment }) };
}

/** The declared thing of this name; a Fault that names those there are when there is none. */
export function named<T>(kind: string, name: string, declared: ReadonlyMap<string, T>): T {
  const found = declared.get(name);
  if (found !== undefined) return found;
  const names = [...declared.keys()];
  const nearest = nearestWord(name, names);
  const guess = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new Fault({
    code: `Unknown${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    message: `there is no ${kind === 'key' ? 'API key' : kind} "${name}" in the declaration${guess}`,
    remedy:
      names.length > 0
        ? `use one of: ${names.join(', ')}`
        : `declare one under ${kind === 'key' ? 'apiKeys' : `${kind}s`}:`,
    exitCode: ExitCode.Usage,
  });
}
