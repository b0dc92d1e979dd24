import { z } from 'zod';

/** What every daemon in a status document has as it travels, seen from a machine or from a deployment. */
export const daemonFormat = z.looseObject({
  name: z.string(),
  state: z.enum(['idle', 'running', 'held', 'backingOff', 'unknown']),
  consecutiveFailures: z.number(),
  lastRun: z
    .looseObject({
      kind: z.string(),
      at: z.string(),
      exitCode: z.number().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
});
