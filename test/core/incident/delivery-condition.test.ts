import { describe, expect, it } from '@jest/globals';
import type { DeliveryTrouble } from '../../../core/delivery/delivery-trouble.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { conditionOf } from '../../../core/incident/condition.ts';

const NOW = Date.parse('2026-05-13T14:30:00Z');

const STALE: DeliveryTrouble = {
  severity: 'warning',
  reason: 'StaleInMemory',
  message: 'mayor acknowledged generation 1 after a newer token was delivered',
  remedy: 'restart mayor',
};
const FAILED: DeliveryTrouble = {
  severity: 'critical',
  reason: 'DeliveryFailed',
  message: 'a fresh token does not reach its consumers: disk full',
  remedy: 'repair the sink',
};

function conditionWith(deliveryTroubles: readonly DeliveryTrouble[], backoff = false) {
  const failing = { until: NOW, failures: 4, since: NOW - 60_000 };
  return conditionOf({
    grant: 'crew',
    state: {
      ...NO_GRANT,
      issuedAt: NOW - 3_600_000,
      expiresAt: NOW + 1,
      ...(backoff ? { backoff: failing } : {}),
    },
    now: NOW,
    forecast: {
      endsAt: null,
      basis: 'unknown',
      because: 'nothing is known',
      source: '',
      extendsWithUse: false,
    },
    warnBefore: [],
    affected: ['mayor'],
    evidence: [],
    deliveryTroubles,
    causes: [],
  });
}

describe('the condition of a grant whose token is not used', () => {
  it('is a warning of its own that names the consumer and the fix', () => {
    expect(conditionWith([STALE])).toMatchObject({ ...STALE, affected: ['mayor'], worksUntil: NOW + 1 });
  });

  it('stands behind a sink that cannot be written, and behind a token that runs out', () => {
    expect(conditionWith([STALE, FAILED])?.reason).toBe('DeliveryFailed');
    expect(conditionWith([STALE], true)?.reason).toBe('RefreshFailing');
  });

  it('is none when nothing is in the way', () => {
    expect(conditionWith([])).toBeNull();
  });
});
