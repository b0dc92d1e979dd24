import { appendFileSync } from 'node:fs';

/**
 * Counts the outside steps of this process and kills it at the one that the environment names: nothing of it runs any
 * more, no handler and no `finally`. `EVERGRANT_TORTURE_LOG` names a file to which each step is written.
 */
export const doom = {
  /**
   * Before a step.
   * @param divisible can it happen by half? Then it has to, and to call `die`, when `half` is returned
   */
  before(step: string, { divisible = false } = {}): 'whole' | 'half' {
    count += 1;
    log(step);
    if (count !== FATAL) return 'whole';
    if (!HALF || !divisible) die();
    return 'half';
  },

  die,

  /** Writes down a moment that is measured and not a step. */
  mark(name: string): void {
    log(`mark ${name}`);
  },
};

const { EVERGRANT_TORTURE_LOG: LOG, EVERGRANT_TORTURE_DIE: DIE = '' } = process.env;
const FATAL = Number.parseInt(DIE, 10);
const HALF = DIE.endsWith('half');
let count = 0;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('killed');
}

function log(text: string): void {
  if (LOG !== undefined) appendFileSync(LOG, `${performance.now().toFixed(3)} ${count} ${text}\n`);
}
