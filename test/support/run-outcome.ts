import type { RunOutcome } from '../../core/daemon/run-outcome.ts';

/** A run that failed without saying why, with what the test says otherwise. */
export function runOutcome(change: Partial<RunOutcome> = {}): RunOutcome {
  return {
    kind: 'failed',
    startedAt: 0,
    endedAt: 0,
    exitCode: 1,
    signal: null,
    verdict: null,
    evidence: [],
    ...change,
  };
}
