import { z } from 'zod';
import type {
  Acknowledgement,
  AcknowledgeResult,
  ConsentBegun,
  ConsentResult,
  GrantView,
  RefreshResult,
  Refusal,
  RotateResult,
  TokenResult,
} from '../../core/broker.ts';
import { EVENT_TYPES, type EvergrantEvent } from '../../core/event.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault, type FaultDetails, isFault } from '../../core/fault.ts';
import type { KeySet } from '../../core/rotate/set-key.ts';
import { SecretText } from '../../core/secret-text.ts';

/**
 * What travels over the control socket, each thing as one codec that both ends use: instants are ISO 8601 text on
 * the wire and epoch milliseconds inside, a secret is text on the wire and {@link SecretText} inside. Keys that a
 * reader does not know are dropped, so that fields can be added.
 *
 * `z.encode(codec, value)` gives the wire form, `codec.safeParse(json)` reads it.
 */
const instant = z.codec(z.iso.datetime(), z.number(), {
  decode: (text) => Date.parse(text),
  encode: (at) => new Date(at).toISOString(),
});

const secret = z.codec(z.string(), z.instanceof(SecretText), {
  decode: (text) => new SecretText(text),
  encode: (value) => value.reveal(),
});

export const eventCodec = z.object({
  schema: z.literal(1),
  at: instant,
  type: z.enum(EVENT_TYPES),
  credential: z.string().exactOptional(),
  generation: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  message: z.string().exactOptional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).exactOptional(),
}) satisfies Carries<EvergrantEvent>;

export const grantViewCodec = z.object({
  grant: z.string(),
  state: z.enum(['noGrant', 'healthy', 'refreshing', 'backingOff', 'unsettled', 'consentRequired', 'paused']),
  generation: z.number(),
  fingerprint: z.string().nullable(),
  expiresAt: instant.nullable(),
  latch: z.object({ reason: z.string(), message: z.string() }).nullable(),
  remedy: z.string().exactOptional(),
  onDemand: z.literal(true).exactOptional(),
}) satisfies Carries<GrantView>;

const unavailable = z.object({
  kind: z.literal('unavailable'),
  reason: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});

/** The only answer that holds a secret. */
export const tokenCodec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('token'),
    accessToken: secret,
    expiresAt: instant.nullable(),
    generation: z.number(),
    fingerprint: z.string(),
  }),
  unavailable,
]) satisfies Carries<TokenResult>;

export const acknowledgeCodec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('adopted'), generation: z.number(), fingerprint: z.string() }),
  z.object({ kind: z.literal('stale'), generation: z.number(), fingerprint: z.string() }),
  z.object({ kind: z.literal('refused'), reason: z.string(), message: z.string(), remedy: z.string() }),
]) satisfies Carries<AcknowledgeResult>;

export const refreshCodec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refreshed'), generation: z.number(), fingerprint: z.string() }),
  z.object({ kind: z.literal('fresh'), generation: z.number(), fingerprint: z.string().nullable() }),
  unavailable,
]) satisfies Carries<RefreshResult>;

export const consentBegunCodec = z.object({
  consentId: z.string(),
  authorizationUrl: z.string(),
  scopes: z.array(z.string()).readonly(),
  expectedAccount: z.string().nullable(),
}) satisfies Carries<ConsentBegun>;

export const consentCodec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('settled'),
    grant: z.string(),
    generation: z.number(),
    account: z.string().nullable(),
    scopes: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal('refused'), reason: z.string(), message: z.string(), remedy: z.string() }),
]) satisfies Carries<ConsentResult>;

export const keySetCodec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    generation: z.number(),
    fingerprint: z.string(),
    proven: z.boolean(),
    previous: z.enum(['none', 'retires', 'stays']),
  }),
  z.object({ kind: z.literal('unchanged'), generation: z.number(), fingerprint: z.string() }),
  z.object({ kind: z.literal('refused'), reason: z.string(), message: z.string(), remedy: z.string() }),
]) satisfies Carries<KeySet>;

export const rotateCodec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rotated'),
    generation: z.number(),
    fingerprint: z.string(),
    previousEndsAt: instant.nullable(),
    signing: z
      .object({
        kid: z.string(),
        signsFrom: instant,
        ended: z
          .array(
            z.object({ token: z.string(), jti: z.string(), fingerprint: z.string(), expiresAt: instant }),
          )
          .readonly(),
      })
      .exactOptional(),
  }),
  z.object({
    kind: z.literal('fresh'),
    generation: z.number(),
    fingerprint: z.string(),
    dueAt: instant.nullable(),
  }),
  unavailable,
]) satisfies Carries<RotateResult>;

/** Bodies of requests. Keys that nobody knows are refused: a misspelled condition must not count as none. */
export const refreshRequestSchema = z.strictObject({ unlessFingerprint: z.string().exactOptional() });

export const refusalSchema = z.strictObject({
  fingerprint: z.string().nullable(),
  daemon: z.string(),
  evidence: z.array(z.string()).readonly(),
}) satisfies Carries<Refusal>;

const fingerprint = z.string().regex(/^[0-9a-f]{12}$/);
const consumer = z.string().min(1).max(64);

export const tokenRefusalSchema = z.strictObject({
  fingerprint,
  minValidSeconds: z.int().min(0).max(999_999_999).default(0),
  consumer: consumer.exactOptional(),
});

export const acknowledgementSchema = z.strictObject({
  fingerprint,
  consumer,
}) satisfies Carries<Acknowledgement>;

/** The one request that holds a secret. */
export const keySchema = z.strictObject({ key: secret });

export const rotationSchema = z.strictObject({ when: z.enum(['due', 'now', 'emergency']) });

export const beginConsentSchema = z.strictObject({ redirectUri: z.url() });
/** Any text: a wrong paste is an outcome that the person is told of, not a fault of the caller. */
export const finishConsentSchema = z.strictObject({ redirectUrl: z.string() });

/** A fault, as the body of an answer or as the last line of a stream. */
export const faultSchema = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().exactOptional(),
  retryable: z.boolean().default(false),
  exitCode: z.literal(Object.values(ExitCode)).catch(ExitCode.Failed),
});

/** What a stream ends with when it breaks. */
export const brokenStreamSchema = z.object({ fault: faultSchema });

/** What anybody may know of an error. One that is no {@link Fault} tells nothing: its text may hold anything. */
export function faultBody(error: unknown): FaultDetails {
  if (!isFault(error)) {
    return {
      code: 'BrokerFailed',
      message: 'the broker failed in a way that it does not know',
      remedy: 'read the output of evergrant up',
    };
  }
  const { code, message, remedy, retryable, exitCode } = error;
  return { code, message, ...(remedy === undefined ? {} : { remedy }), retryable, exitCode };
}

/** A codec that gives what core calls T and is given it. */
type Carries<T> = z.ZodType<T> & { readonly _zod: { readonly output: T } };
