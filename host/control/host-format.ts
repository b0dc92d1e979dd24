import { z } from 'zod';
import type { HostStatus } from '../../core/status.ts';
import { daemonFormat } from './daemon-format.ts';

const check = z.looseObject({ name: z.string(), message: z.string(), remedy: z.string().nullable() });

const delivery = z.looseObject({
  sink: z.string(),
  token: z.string(),
  target: z.string(),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  adoption: z.enum(['adopted', 'delivered', 'stale', 'unobservable']),
  adoptedAt: z.string().nullable(),
  error: z.string().nullable(),
  remedy: z.string().nullable(),
});

const daemon = daemonFormat.extend({ kind: z.enum(['supervised', 'watched']) });

/** A host in a status document as it travels. */
export const hostFormat: z.ZodType<HostStatus> = z.looseObject({
  name: z.string(),
  kind: z.enum(['ec2', 'lightsail', 'external']),
  state: z.enum(['reporting', 'silent', 'neverReported']),
  lastReportAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  release: z.string().nullable(),
  version: z.string().nullable(),
  identity: z.string().nullable(),
  deliveries: z.array(delivery),
  daemons: z.array(daemon),
  selfTest: z.looseObject({ at: z.string(), failed: z.array(check), warned: z.array(check) }).nullable(),
  findings: z.array(z.looseObject({ code: z.string(), message: z.string(), remedy: z.string() })),
});
