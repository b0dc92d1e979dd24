import { execFile } from 'node:child_process';
import type { UnitFacts } from '../../core/audit/host-audit.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What systemd says of a unit; state `unknown` where it cannot be asked. */
export function unitFacts(unit: string, environment: Environment): Promise<UnitFacts> {
  const words = ['show', `--property=${PROPERTIES.join(',')}`, '--timestamp=unix', '--', unit];
  const env = { ...environment, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' };
  return new Promise((resolve) => {
    execFile('systemctl', words, { env, encoding: 'utf8', timeout: 10_000 }, (error, stdout) => {
      resolve(readUnitFacts(unit, error ? '' : stdout));
    });
  });
}

const PROPERTIES = ['LoadState', 'ActiveState', 'ActiveEnterTimestamp', 'NRestarts', 'MemoryCurrent'];

/** Reads what `systemctl show --timestamp=unix` prints. */
export function readUnitFacts(unit: string, properties: string): UnitFacts {
  const property = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(properties)?.[1] ?? '';
  const state = property('LoadState') === 'not-found' ? 'notFound' : property('ActiveState') || 'unknown';
  const since = Number(property('ActiveEnterTimestamp').replace(/^@/, ''));
  return {
    unit,
    state,
    activeSince: state === 'active' && since > 0 ? since * 1_000 : null,
    restarts: numberOrNull(property('NRestarts')),
    memoryBytes: numberOrNull(property('MemoryCurrent')),
  };
}

/** `[not set]`, and 2^64-1 from older versions, say that nothing is known. */
function numberOrNull(text: string): number | null {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : null;
}
