import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { gaugesOf } from '../../../lambda/refresh/gauges.ts';

const NOW = Date.UTC(2026, 4, 13);

function state(changes: Partial<GrantState>): GrantState {
  return {
    ...NO_GRANT,
    settled: { generation: 1, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
    announced: 1,
    refreshAt: NOW + HOUR,
    expiresAt: NOW + 2 * HOUR,
    ...changes,
  };
}

const gauges = (...states: GrantState[]) => gaugesOf(states, { openIncidents: 0, hostsSilent: 0, now: NOW });

describe('the gauges of a deployment', () => {
  it('beat where there is nothing else to say', () => {
    expect(gauges()).toEqual({
      Heartbeat: 1,
      ConsecutiveFailures: 0,
      OpenIncidents: 0,
      Overdue: 0,
      HostsSilent: 0,
    });
  });

  it('name the shortest life left, by this clock and not by the issuers', () => {
    const ahead = state({ expiresAt: NOW + HOUR, clockOffset: 10 * MINUTE });
    expect(gauges(state({}), ahead).SecondsToExpiry).toBe(50 * 60);
  });

  it('say nothing of the life of a grant that nobody consented to', () => {
    expect(gauges(NO_GRANT).SecondsToExpiry).toBeUndefined();
  });

  it('name the longest streak of failures', () => {
    const failing = (failures: number) => state({ backoff: { failures, until: NOW, since: NOW } });
    expect(gauges(failing(2), failing(5), state({})).ConsecutiveFailures).toBe(5);
  });

  it('count a dead grant as failing for good', () => {
    const latch = { reason: 'GrantRefused', message: 'm', since: NOW, generation: 1 } as const;
    expect(gauges(state({ latch })).ConsecutiveFailures).toBeGreaterThanOrEqual(100);
  });

  it('count what was due five minutes ago and was not looked at', () => {
    expect(gauges(state({ refreshAt: NOW - 6 * MINUTE }), state({ refreshAt: NOW - MINUTE })).Overdue).toBe(
      1,
    );
  });
});
