import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { GrantView } from '../../../core/broker.ts';
import { EVENT_TYPES, type EvergrantEvent } from '../../../core/event.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { SecretText } from '../../../core/secret-text.ts';
import {
  eventCodec,
  faultBody,
  faultSchema,
  grantViewCodec,
  tokenCodec,
} from '../../../host/control/wire-format.ts';
import { FULL_EVENT } from '../../support/fakes/broker-script.ts';

const instant = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });

const event: fc.Arbitrary<EvergrantEvent> = fc.record(
  {
    schema: fc.constant(1 as const),
    at: instant,
    type: fc.constantFrom(...EVENT_TYPES),
    credential: fc.string(),
    generation: fc.nat(),
    reason: fc.string(),
    message: fc.string(),
    details: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    ),
  },
  { requiredKeys: ['schema', 'at', 'type'], noNullPrototype: true },
);

const view: fc.Arbitrary<GrantView> = fc.record({
  grant: fc.string(),
  state: fc.constantFrom(
    'noGrant',
    'healthy',
    'refreshing',
    'backingOff',
    'unsettled',
    'consentRequired',
    'paused',
  ),
  generation: fc.nat(),
  fingerprint: fc.option(fc.string()),
  expiresAt: fc.option(instant),
  latch: fc.option(fc.record({ reason: fc.string(), message: fc.string() }, { noNullPrototype: true })),
});

/** Over the wire and back. */
function travel<T>(codec: z.ZodType<T>, value: T): T {
  return codec.parse(JSON.parse(JSON.stringify(z.encode(codec, value))));
}

describe('the wire format of the control socket', () => {
  it('gives back every event and every view of a grant as it was', () => {
    fc.assert(fc.property(event, (value) => expect(travel(eventCodec, value)).toEqual(value)));
    fc.assert(fc.property(view, (value) => expect(travel(grantViewCodec, value)).toEqual(value)));
  });

  it('writes instants as ISO 8601 text', () => {
    expect(z.encode(eventCodec, FULL_EVENT)).toMatchObject({
      at: '2026-05-13T14:30:00.123Z',
      type: 'refreshed',
    });
  });

  it('carries a token as text and gives it back as a secret', () => {
    const result = {
      kind: 'token',
      accessToken: new SecretText('ya29.x'),
      expiresAt: null,
      generation: 1,
      fingerprint: 'f',
    } as const;
    expect(z.encode(tokenCodec, result)).toMatchObject({ accessToken: 'ya29.x' });
    const back = travel(tokenCodec, result);
    expect(back.kind === 'token' && back.accessToken.reveal()).toBe('ya29.x');
    expect(JSON.stringify(back)).not.toContain('ya29.x');
  });

  it('drops keys that this version does not know', () => {
    expect(
      eventCodec.parse({ schema: 1, at: '2026-05-13T14:30:00Z', type: 'delivered', mood: 'new' }),
    ).not.toHaveProperty('mood');
  });

  it.each([
    { schema: 2, at: '2026-05-13T14:30:00Z', type: 'delivered' },
    { schema: 1, at: 'yesterday', type: 'delivered' },
    { schema: 1, at: 5, type: 'delivered' },
    { schema: 1, at: '2026-05-13T14:30:00Z', type: 'exploded' },
    null,
  ])('does not take %j for an event', (json) => {
    expect(eventCodec.safeParse(json).success).toBe(false);
  });

  it('carries a fault with everything but its cause', () => {
    const details = {
      code: 'DiskFull',
      message: 'no room',
      remedy: 'df -h',
      retryable: true,
      exitCode: ExitCode.Configuration,
    };
    const body: unknown = JSON.parse(
      JSON.stringify(faultBody(new Fault({ ...details, cause: new Error('inner') }))),
    );
    expect(body).toEqual(details);
    expect(faultSchema.parse(body)).toEqual(details);
  });

  it('takes an exit code that it does not know for failure', () => {
    expect(faultSchema.parse({ code: 'New', message: 'm', exitCode: 99 })).toEqual({
      code: 'New',
      message: 'm',
      retryable: false,
      exitCode: ExitCode.Failed,
    });
  });
});
