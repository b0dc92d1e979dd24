import { randomUUID } from 'node:crypto';
import type { Random } from '../../core/ports.ts';

/** Randomness of this process: ids that nobody can guess, and fractions for jitter, which need no secrecy. */
export const systemRandom: Random = {
  id: () => randomUUID(),
  fraction: () => Math.random(),
};
