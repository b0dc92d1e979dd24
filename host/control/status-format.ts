import { z } from 'zod';
import { AGENT_TOKEN_STATES } from '../../core/agent-token/state.ts';
import { RENEWAL_POLICIES } from '../../core/config/agent-token-declaration.ts';
import { KEY_STATES } from '../../core/rotate/state.ts';
import { SIGNING_ALGORITHMS } from '../../core/signing-key/algorithm.ts';
import { SIGNING_KEY_STATES } from '../../core/signing-key/state.ts';
import type { StatusDocument } from '../../core/status.ts';
import { daemonFormat } from './daemon-format.ts';
import { hostFormat } from './host-format.ts';

const problem = { message: z.string(), remedy: z.string() };

const delivery = z.looseObject({
  sink: z.string(),
  target: z.string(),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  adoption: z.enum(['adopted', 'delivered', 'unobservable']),
  adoptedAt: z.string().nullable().default(null),
  consumers: z
    .array(
      z.looseObject({
        consumer: z.string(),
        adoption: z.enum(['adopted', 'delivered', 'stale']),
        generation: z.number().nullable(),
        fingerprint: z.string(),
        provenAt: z.string(),
        how: z.enum(['acknowledged', 'fetched', 'probed', 'refused']),
      }),
    )
    .default([]),
  followUp: z
    .looseObject({ failures: z.number(), error: z.string().nullable(), nextAt: z.string() })
    .nullable()
    .default(null),
  error: z.string().nullable(),
});

export const credentialState = z.enum([
  'noGrant',
  'healthy',
  'refreshing',
  'backingOff',
  'unsettled',
  'consentRequired',
  'paused',
]);

const credential = z.looseObject({
  name: z.string(),
  kind: z.literal('grant'),
  standing: z.boolean(),
  state: credentialState,
  issuer: z.string(),
  account: z.string().nullable(),
  scopes: z.array(z.string()),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  expiresAt: z.string().nullable(),
  secondsLeft: z.number().nullable(),
  refreshAt: z.string().nullable(),
  consentedAt: z.string().nullable(),
  forecast: z.looseObject({ endsAt: z.string().nullable(), basis: z.string(), because: z.string() }),
  lastVerdict: z
    .looseObject({ class: z.string(), reason: z.string(), message: z.string(), at: z.string() })
    .nullable(),
  consecutiveFailures: z.number(),
  deliveries: z.array(delivery),
  incident: z
    .looseObject({
      severity: z.enum(['warning', 'critical']),
      reason: z.string(),
      ...problem,
      openedAt: z.string(),
    })
    .nullable(),
});

const apiKey = z.looseObject({
  name: z.string(),
  kind: z.literal('apiKey'),
  state: z.enum(KEY_STATES),
  issuer: z.string().nullable(),
  managedBy: z.string().nullable(),
  scopes: z.array(z.string()),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  since: z.string().nullable(),
  ageSeconds: z.number().nullable(),
  rotateAt: z.string().nullable(),
  warnAt: z.string().nullable(),
  verifiedAt: z.string().nullable(),
  retiring: z.array(z.looseObject({ generation: z.number(), fingerprint: z.string(), endsAt: z.string() })),
  lastVerdict: credential.shape.lastVerdict,
  consecutiveFailures: z.number(),
  deliveries: z.array(delivery),
  incident: credential.shape.incident,
});

const signingKey = z.looseObject({
  name: z.string(),
  kind: z.literal('signingKey'),
  state: z.enum(SIGNING_KEY_STATES),
  algorithm: z.enum(SIGNING_ALGORITHMS),
  issuer: z.string(),
  kid: z.string().nullable(),
  generation: z.number(),
  since: z.string().nullable(),
  rotateAt: z.string().nullable(),
  published: z.array(
    z.looseObject({
      kid: z.string(),
      generation: z.number(),
      publishedAt: z.string(),
      signsFrom: z.string().nullable(),
      withdrawAt: z.string().nullable(),
    }),
  ),
  incident: credential.shape.incident,
});

const agentToken = z.looseObject({
  name: z.string(),
  kind: z.literal('agentToken'),
  state: z.enum(AGENT_TOKEN_STATES),
  key: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audience: z.array(z.string()),
  renew: z.enum(RENEWAL_POLICIES),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  jti: z.string().nullable(),
  kid: z.string().nullable(),
  issuedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  secondsLeft: z.number().nullable(),
  renewAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  deliveries: z.array(delivery),
  incident: credential.shape.incident,
});

const daemon = daemonFormat.extend({
  intervalSeconds: z.number().nullable(),
  nextRunAt: z.string().nullable(),
  limitsReached: z.number(),
});

const broker = z.discriminatedUnion('running', [
  z.looseObject({ running: z.literal(true), pid: z.number(), since: z.string(), version: z.string() }),
  z.looseObject({ running: z.literal(false) }),
]);

/** The status document as it travels. It is wire text already; fields that this version does not know stay in it. */
export const statusSchema: z.ZodType<StatusDocument> = z.looseObject({
  schema: z.literal(1),
  at: z.string(),
  deployment: z.string(),
  broker,
  tokenSocket: z
    .looseObject({ path: z.string(), group: z.string(), tokens: z.array(z.string()), open: z.boolean() })
    .nullable()
    .default(null),
  credentials: z.array(credential),
  apiKeys: z.array(apiKey).default([]),
  signingKeys: z.array(signingKey).default([]),
  agentTokens: z.array(agentToken).default([]),
  daemons: z.array(daemon),
  hosts: z.array(hostFormat).default([]),
  findings: z.array(z.looseObject({ code: z.string(), ...problem })),
});
