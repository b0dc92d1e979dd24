import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../core/ports.ts';

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (span) => {
    await wait(Math.max(0, span));
  },
};
