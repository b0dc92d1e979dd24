import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ConfigWhere } from '../../core/config/where.ts';

/** Home directory and environment of whoever reads a configuration file. */
export interface Reader {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How paths of the configuration file at `file` are meant on this machine. */
export function whereOf(file: string, { home, environment }: Reader): ConfigWhere {
  const folder = dirname(resolve(file));
  return {
    resolve(path) {
      if (path === '~') return home;
      return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(folder, path);
    },
    stateDirectory(deployment) {
      // The XDG specification has relative values ignored.
      const xdg = environment.XDG_STATE_HOME;
      const base = xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'state');
      return join(base, 'evergrant', deployment);
    },
  };
}
