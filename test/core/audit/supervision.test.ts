import { describe, expect, it } from '@jest/globals';
import { supervision } from '../../../core/audit/supervision.ts';
import { newRecord, recordRun, startRun } from '../../../core/daemon/daemon-record.ts';
import { MINUTE } from '../../../core/time.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { runOutcome } from '../../support/run-outcome.ts';
import { AUDITED_AT } from '../../support/some-host-audit.ts';

const spec = portSheet({});
const fresh = newRecord(spec);

describe('what the supervisor of a daemon says of it', () => {
  it('is nothing before the first run, unless nobody would start it', () => {
    expect(supervision(undefined, 'runs')).toMatchObject({ state: 'unknown', lastRun: null });
    expect(supervision(undefined, 'unknown').state).toBe('unknown');
    expect(supervision(undefined, 'gone').state).toBe('stopped');
  });

  it('is since when a run goes on', () => {
    const process = {
      pid: 7,
      processStartedAt: '1',
      machineId: 'm',
      bootId: null,
      pidNamespace: null,
      since: AUDITED_AT - MINUTE,
    };
    const running = startRun(fresh, { process, generations: {} });
    expect(supervision(running, 'runs')).toMatchObject({ state: 'running', since: AUDITED_AT - MINUTE });
  });

  it('is how the last run ended and when the next is due, and that it is stopped where the supervisor is gone', () => {
    const failed = recordRun(fresh, runOutcome({ kind: 'failed', exitCode: 3, endedAt: AUDITED_AT }), spec);
    const lastRun = { kind: 'failed', exitCode: 3, endedAt: AUDITED_AT };
    expect(supervision(failed, 'unknown')).toMatchObject({
      state: 'backingOff',
      failures: 1,
      nextRunAt: failed.nextRunAt,
      lastRun,
    });
    expect(supervision(failed, 'gone')).toMatchObject({ state: 'stopped', nextRunAt: null, lastRun });
  });
});
