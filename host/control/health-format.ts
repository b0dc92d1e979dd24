import { z } from 'zod';
import { AGENT_TOKEN_STATES } from '../../core/agent-token/state.ts';
import type { Health } from '../../core/health.ts';
import { KEY_STATES } from '../../core/rotate/state.ts';
import { SIGNING_KEY_STATES } from '../../core/signing-key/state.ts';
import { credentialState } from './status-format.ts';

/** The answer of `GET /v1/health` as it travels. */
export const healthSchema = z.object({
  schema: z.literal(1),
  at: z.iso.datetime(),
  deployment: z.string(),
  exitCode: z
    .literal([0, 1, 2, 3])
    .describe('As evergrant status exits: 0 good, 1 failed, 2 expiring, 3 not provable.'),
  sinks: z.array(
    z.object({
      sink: z.string(),
      credential: z.string(),
      target: z.string(),
      write: z.enum(['written', 'failed', 'never']).describe('What came of the last write.'),
      generation: z.number(),
      fingerprint: z.string().nullable(),
      deliveredAt: z.string().nullable(),
      adoption: z.enum(['adopted', 'delivered', 'unobservable']),
      error: z.string().nullable(),
    }),
  ),
  tokenSocket: z.object({ path: z.string(), open: z.boolean() }).nullable(),
  credentials: z.array(z.object({ name: z.string(), state: credentialState })),
  apiKeys: z.array(z.object({ name: z.string(), state: z.enum(KEY_STATES) })),
  signingKeys: z.array(z.object({ name: z.string(), state: z.enum(SIGNING_KEY_STATES) })),
  agentTokens: z.array(z.object({ name: z.string(), state: z.enum(AGENT_TOKEN_STATES) })),
  problems: z.array(z.object({ about: z.string(), message: z.string(), remedy: z.string().nullable() })),
}) satisfies z.ZodType<Mutable<Health>>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };
