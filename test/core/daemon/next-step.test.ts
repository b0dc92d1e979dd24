import { describe, expect, it } from '@jest/globals';
import type { GrantView } from '../../../core/broker.ts';
import { type DaemonRecord, newRecord } from '../../../core/daemon/daemon-record.ts';
import { nextStep } from '../../../core/daemon/next-step.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { grantView } from '../../support/fakes/fake-broker.ts';
import { verdictNamed } from '../../support/judge-few-words.ts';
import { runOutcome } from '../../support/run-outcome.ts';

const NOW = 1_000_000;
const LATER = NOW + 1;
const step = (record: Partial<DaemonRecord>, view: Partial<GrantView> = {}) =>
  nextStep(
    { ...newRecord(portSheet()), ...record },
    { spec: portSheet(), views: new Map([['crew-sheets', grantView(view)]]), now: NOW },
  );

const failedBy = (reason: Parameters<typeof verdictNamed>[0]) => ({
  nextRunAt: LATER,
  lastRun: runOutcome({ verdict: verdictNamed(reason) }),
  generations: { 'crew-sheets': 1 },
});

describe('the next step', () => {
  it('is the first run at once', () => {
    expect(step({})).toEqual({ kind: 'run', because: 'due' });
  });

  it('is a run when the slot has come', () => {
    expect(step({ nextRunAt: NOW })).toEqual({ kind: 'run', because: 'due' });
  });

  it('is to wait for the slot', () => {
    expect(step({ nextRunAt: LATER })).toEqual({ kind: 'wait', until: LATER });
  });

  it('is the run that a hold kept from its slot', () => {
    expect(step({ nextRunAt: NOW, heldSince: 1 })).toEqual({ kind: 'run', because: 'released' });
  });

  it('is a run before the slot when a hold ends after a failure', () => {
    const record = { nextRunAt: LATER, heldSince: 1, lastRun: runOutcome(), consecutiveFailures: 1 };
    expect(step(record)).toEqual({ kind: 'run', because: 'released' });
  });

  it('keeps the slot when a hold ends and no run was missed', () => {
    const record = { nextRunAt: LATER, heldSince: 1, lastRun: runOutcome({ kind: 'succeeded' }) };
    expect(step(record)).toEqual({ kind: 'wait', until: LATER });
  });
});

describe('a latched grant', () => {
  const dead = {
    state: 'consentRequired',
    latch: { reason: 'RefreshTokenRevoked', message: 'the refresh token was revoked' },
  } as const;

  it('lets the run start when the last one succeeded', () => {
    expect(step({ nextRunAt: NOW, lastRun: runOutcome({ kind: 'succeeded' }) }, dead).kind).toBe('run');
  });

  it('holds the run when the last one failed', () => {
    expect(step({ nextRunAt: NOW, lastRun: runOutcome(), consecutiveFailures: 1 }, dead).kind).toBe('held');
  });

  it('holds it across a reached limit and an interruption, which end no streak', () => {
    for (const kind of ['limitReached', 'interrupted'] as const) {
      const record = { nextRunAt: NOW, lastRun: runOutcome({ kind }), consecutiveFailures: 1 };
      expect(step(record, dead).kind).toBe('held');
    }
  });
});

describe('a new generation', () => {
  it.each(['RefreshTokenRevoked', 'StatusAlone', 'AccessTokenRefused', 'ScopeMissing'] as const)(
    'ends the wait after %s',
    (reason) => {
      expect(step(failedBy(reason), { generation: 2 })).toEqual({ kind: 'run', because: 'newGeneration' });
    },
  );

  it('ends the wait after a failure that nothing explains', () => {
    expect(step({ ...failedBy('StatusAlone'), lastRun: runOutcome() }, { generation: 2 }).kind).toBe('run');
  });

  it.each(['ServerUnavailable', 'RateLimited', 'ClockSkew'] as const)(
    'does not end the back-off from %s',
    (reason) => {
      expect(step(failedBy(reason), { generation: 2 }).kind).toBe('wait');
    },
  );

  it('ends no wait after a success', () => {
    const record = { ...failedBy('StatusAlone'), lastRun: runOutcome({ kind: 'succeeded' }) };
    expect(step(record, { generation: 2 }).kind).toBe('wait');
  });

  it('ends one wait per streak only', () => {
    expect(step({ ...failedBy('StatusAlone'), wokenInStreak: true }, { generation: 2 }).kind).toBe('wait');
  });

  it('is one with a higher number than the failed run had', () => {
    expect(step(failedBy('StatusAlone'), { generation: 1 }).kind).toBe('wait');
  });
});
