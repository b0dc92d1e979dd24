import { describe, expect, it } from '@jest/globals';
import { newRecord, recordRun, restoreRecord, startRun } from '../../../core/daemon/daemon-record.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { runOutcome } from '../../support/run-outcome.ts';

describe('a restored record', () => {
  const stored = { ...newRecord(portSheet()), consecutiveFailures: 5, interval: HOUR, nextRunAt: 10 * HOUR };

  it('keeps its slot', () => {
    expect(restoreRecord(stored, portSheet(), 9 * HOUR + MINUTE)).toEqual(stored);
  });

  it('waits no longer than one interval of what is declared now', () => {
    const shorter = portSheet({ onFailure: { after: 3, backoff: [30 * MINUTE] } });
    expect(restoreRecord(stored, shorter, 9 * HOUR)).toMatchObject({
      interval: 30 * MINUTE,
      nextRunAt: 9 * HOUR + 30 * MINUTE,
    });
  });

  it('is due at once when it never had a slot', () => {
    expect(restoreRecord({ ...stored, nextRunAt: null }, portSheet(), 0).nextRunAt).toBeNull();
  });
});

describe('a run', () => {
  const process = {
    pid: 4711,
    processStartedAt: '1',
    machineId: 'this',
    bootId: null,
    pidNamespace: null,
    since: HOUR,
  };
  const running = startRun(
    { ...newRecord(portSheet()), nextRunAt: HOUR },
    { process, generations: { 'crew-sheets': 3 } },
  );

  it('that goes on has a process, the generations it started with, and no next slot', () => {
    expect(running).toMatchObject({ process, generations: { 'crew-sheets': 3 }, nextRunAt: null });
  });

  it('that has ended has no process, keeps its generations and gets a slot', () => {
    expect(recordRun(running, runOutcome({ startedAt: HOUR, endedAt: HOUR }), portSheet())).toMatchObject({
      process: null,
      generations: { 'crew-sheets': 3 },
      nextRunAt: HOUR + 30 * MINUTE,
      runs: 1,
    });
  });
});
