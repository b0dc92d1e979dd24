import { execFile } from 'node:child_process';
import { Fault } from '../../core/fault.ts';
import type { UnitState, Units } from '../../core/restart/units.ts';

export interface SystemctlOptions {
  /** The units of this user's own manager instead of the system's. */
  readonly user: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The units of systemd, by systemctl(1). @throws Fault `SystemctlMissing`, `SystemctlFailed` */
export function systemctlUnits({ user, environment }: SystemctlOptions): Units {
  const call = (words: readonly string[]) => systemctl([...(user ? ['--user'] : []), ...words], environment);
  return {
    async look(unit) {
      const { exitCode, output } = await call(['show', '--property=LoadState,ActiveState', '--', unit]);
      if (exitCode !== 0) throw failed(output);
      return unitState(output);
    },
    async restart(unit) {
      const { exitCode, output } = await call(['restart', '--', unit]);
      return exitCode === 0 ? { kind: 'started' } : { kind: 'failed', message: lastLine(output) };
    },
  };
}

/** Reads what `systemctl show` prints. */
export function unitState(properties: string): UnitState {
  const property = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(properties)?.[1];
  if (property('LoadState') === 'not-found') return { kind: 'unknown' };
  switch (property('ActiveState')) {
    case 'active':
      return { kind: 'active' };
    case 'activating':
    case 'deactivating':
    case 'reloading':
    case 'refreshing':
      return { kind: 'changing' };
    case 'failed':
      return { kind: 'failed' };
    default:
      return { kind: 'inactive' };
  }
}

function systemctl(
  words: readonly string[],
  environment: SystemctlOptions['environment'],
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...environment, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' };
    execFile('systemctl', [...words], { env, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error && typeof error.code === 'string') return reject(missing(error.code));
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, output: error ? stderr : stdout });
    });
  });
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) || 'systemctl restart failed and said nothing';
}

function failed(output: string): Fault {
  return new Fault({
    code: 'SystemctlFailed',
    message: `systemctl cannot be asked: ${lastLine(output)}`,
    remedy: 'systemctl status; for the units of your own user: evergrant restart --user UNIT',
  });
}

function missing(code: string): Fault {
  return new Fault({
    code: 'SystemctlMissing',
    message: `systemctl cannot be started (${code}): this machine is not run by systemd`,
    remedy: 'restart by hand after: evergrant preflight --prove',
  });
}
