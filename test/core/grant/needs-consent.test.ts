import { describe, expect, it } from '@jest/globals';
import { needsConsent } from '../../../core/grant/needs-consent.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import type { RefreshOutcome } from '../../../core/refresh/outcome.ts';
import { unavailable } from '../../../core/refresh/result.ts';
import { REASONS } from '../../../core/verdict/reasons.ts';

const reasonOf = (outcome: RefreshOutcome) =>
  unavailable(outcome, { grant: 'crew', state: NO_GRANT, now: 0 }).reason;

describe('a grant that gives no token waits for a person', () => {
  it.each(['RotationLost', 'ConsentMissing', 'RefreshTokenRevoked', 'GrantRefused'])(
    'when it is latched by %s',
    (reason) => {
      const latch = { reason, message: 'dead', since: 0, generation: 1 };
      expect(needsConsent(reasonOf({ kind: 'consentRequired', latch }))).toBe(true);
    },
  );

  it('when nobody has consented to it yet', () => {
    expect(needsConsent(reasonOf({ kind: 'noGrant' }))).toBe(true);
  });

  it('and not when it is paused, or when a refresh is under way', () => {
    expect(needsConsent(reasonOf({ kind: 'paused' }))).toBe(false);
    expect(needsConsent(reasonOf({ kind: 'busy' }))).toBe(false);
  });

  it('by exactly those reasons of an issuer that are its permanent_reauth', () => {
    for (const [reason, facts] of Object.entries(REASONS))
      expect([reason, needsConsent(reason)]).toEqual([reason, facts.class === 'permanent_reauth']);
  });
});
