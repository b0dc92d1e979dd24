import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, SECOND } from '../../core/time.ts';

/**
 * Waits until a probe finds something. A probe that throws has found nothing yet.
 * @throws Error that names what did not come in time, and what the probe said last
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { within = 20 * SECOND }: { within?: Milliseconds } = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    let said = '';
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      said = `; ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${within / SECOND} s${said}`);
    await pause(POLL);
  }
}

const POLL: Milliseconds = 10;
