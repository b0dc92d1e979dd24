import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/** Where a configuration file may be named or lie. */
export interface ConfigSearch {
  /** Value of `--config`. */
  readonly option: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly workingDirectory: string;
}

/**
 * The configuration file: `--config`, else `EVERGRANT_CONFIG`, else `./evergrant.yaml`, else
 * `~/.config/evergrant/evergrant.yaml`. A file that was named is taken even if a later place has one.
 * Throws `ConfigMissing`.
 */
export async function findConfig(search: ConfigSearch): Promise<string> {
  const named = search.option ?? search.environment.EVERGRANT_CONFIG;
  if (named) return named;
  const places = [
    join(search.workingDirectory, 'evergrant.yaml'),
    join(search.home, '.config', 'evergrant', 'evergrant.yaml'),
  ];
  for (const place of places) {
    if (await exists(place)) return place;
  }
  throw configMissing(
    `no configuration: --config and EVERGRANT_CONFIG are not given, and there is no ${places.join(' and no ')}`,
  );
}

/** The fault for a configuration file that is not there. */
export function configMissing(message: string): Fault {
  return new Fault({
    code: 'ConfigMissing',
    message,
    remedy:
      'write one: evergrant init, or evergrant import FOLDER; or name it: evergrant check --config FILE',
    exitCode: ExitCode.Configuration,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
