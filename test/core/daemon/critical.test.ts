import { describe, expect, it } from '@jest/globals';
import {
  criticalAfterRun,
  criticalAtHold,
  criticalRecord,
  withAlerted,
} from '../../../core/daemon/critical.ts';
import { newRecord, recordRun, releaseRuns } from '../../../core/daemon/daemon-record.ts';
import type { Hold } from '../../../core/daemon/hold.ts';
import { REASONS } from '../../../core/verdict/reasons.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { verdictNamed } from '../../support/judge-few-words.ts';
import { runOutcome } from '../../support/run-outcome.ts';

const spec = portSheet();
const failed = runOutcome();
const unclear = runOutcome({ verdict: verdictNamed('StatusAlone') });
const permanent = runOutcome({ verdict: verdictNamed('RefreshTokenRevoked') });
const succeeded = runOutcome({ kind: 'succeeded' });
const limit = runOutcome({ kind: 'limitReached' });

/** Runs a story and notes which runs were CRITICAL, as a supervisor does. */
function alertsOf(story: readonly (typeof failed)[]): string[] {
  let record = newRecord(spec);
  return story.map((outcome) => {
    record = recordRun(record, outcome, spec);
    const kind = criticalAfterRun(record, spec);
    if (kind) record = withAlerted(record, kind);
    return kind ?? '-';
  });
}

describe('a CRITICAL record is written', () => {
  it.each([
    [
      'at the fourth failure in a row, once',
      [failed, failed, failed, failed, failed],
      ['-', '-', '-', 'failing', '-'],
    ],
    ['at once when the verdict is permanent, once', [permanent, permanent], ['permanent', '-']],
    ['not for one line that cannot decide', [unclear, unclear], ['-', '-']],
    [
      'again when a failing streak becomes permanent, and only then',
      [failed, failed, failed, failed, permanent, unclear, permanent],
      ['-', '-', '-', 'failing', 'permanent', '-', '-'],
    ],
    [
      'not again as failing after it was permanent',
      [permanent, failed, failed, failed],
      ['permanent', '-', '-', '-'],
    ],
    ['anew in a new streak', [permanent, succeeded, permanent], ['permanent', '-', 'permanent']],
    [
      'across a reached limit, which ends no streak and lengthens none',
      [failed, failed, failed, limit, failed],
      ['-', '-', '-', '-', 'failing'],
    ],
    ['never for limits', [limit, limit, limit, limit, limit], ['-', '-', '-', '-', '-']],
  ])('%s', (_, story, alerts) => {
    expect(alertsOf(story)).toEqual(alerts);
  });
});

const latched: Hold = {
  grant: 'crew-sheets',
  reason: 'RefreshTokenRevoked',
  message: 'the refresh token was revoked',
  remedy: 'evergrant login crew-sheets',
  latched: true,
};

describe('a hold', () => {
  const once = recordRun(newRecord(spec), unclear, spec);

  it('is CRITICAL when a latch explains failures', () => {
    expect(criticalAtHold(once, latched)).toBe(true);
  });

  it('is not before any failure, once it was told, or while it may pass by itself', () => {
    expect(criticalAtHold(newRecord(spec), latched)).toBe(false);
    expect(criticalAtHold(withAlerted(once, 'permanent'), latched)).toBe(false);
    expect(criticalAtHold(once, { ...latched, latched: false })).toBe(false);
  });

  it('ends the streak when it ends', () => {
    const released = releaseRuns({ ...withAlerted(once, 'permanent'), heldSince: 1 }, spec);
    expect(released).toMatchObject({ consecutiveFailures: 0, alerted: 'none', heldSince: null });
  });
});

describe('the CRITICAL record', () => {
  const at = Date.UTC(2026, 4, 13, 14, 30);
  const record = recordRun(
    newRecord(spec),
    { ...permanent, endedAt: at, startedAt: at, evidence: ['a line'] },
    spec,
  );

  it('says who, why, how often, when next and what to type', () => {
    expect(
      criticalRecord(record, spec, { at, hold: undefined, remedy: REASONS.RefreshTokenRevoked.remedy }),
    ).toEqual({
      schema: 1,
      at: '2026-05-13T14:30:00.000Z',
      severity: 'CRITICAL',
      daemon: 'port-sheet',
      grant: 'crew-sheets',
      reason: 'RefreshTokenRevoked',
      message: 'the refresh token was revoked',
      consecutiveFailures: 1,
      nextRunAt: '2026-05-13T15:00:00.000Z',
      evidence: ['a line'],
      remedy: 'evergrant login crew-sheets',
    });
  });

  it('promises no next run while runs are held', () => {
    expect(criticalRecord(record, spec, { at, hold: latched, remedy: undefined }).nextRunAt).toBeNull();
  });

  it('says how the run ended when no line explains it', () => {
    const silent = { ...recordRun(newRecord(spec), failed, spec), consecutiveFailures: 4 };
    expect(criticalRecord(silent, spec, { at, hold: undefined, remedy: undefined })).toMatchObject({
      reason: 'RepeatedFailures',
      message: '4 runs failed in a row; the last one exited with code 1',
      remedy: 'read its output, then evergrant status',
    });
  });

  it('names no grant where several could be meant', () => {
    const both = portSheet({ grants: ['crew-sheets', 'mail'] });
    expect(criticalRecord(record, both, { at, hold: undefined, remedy: undefined }).grant).toBeNull();
  });
});
