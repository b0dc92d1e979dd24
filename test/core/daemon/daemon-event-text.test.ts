import { describe, expect, it } from '@jest/globals';
import type { DaemonNews } from '../../../core/daemon/daemon-event.ts';
import { daemonEventText } from '../../../core/daemon/daemon-event-text.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { runOutcome } from '../../support/run-outcome.ts';

const at = Date.UTC(2026, 4, 13, 14, 30);
const outcome = runOutcome();
const hold = {
  grant: 'crew-sheets',
  reason: 'RefreshTokenRevoked',
  message: 'the refresh token was revoked',
  remedy: 'evergrant login crew-sheets',
  latched: true,
};
const critical = {
  schema: 1,
  at: '2026-05-13T14:30:00.000Z',
  severity: 'CRITICAL',
  daemon: 'port-sheet',
  grant: 'crew-sheets',
  reason: 'RefreshTokenRevoked',
  message: 'the refresh token was revoked',
  consecutiveFailures: 4,
  nextRunAt: null,
  evidence: [],
  remedy: 'evergrant login crew-sheets',
} as const;

const TEXTS: readonly [DaemonNews, string][] = [
  [{ type: 'runStarted', run: 3, generations: {} }, 'run 3 starts'],
  [
    { type: 'runSucceeded', outcome, nextRunAt: at + 29 * MINUTE + 2_990 },
    'run succeeded, next run in 29 min 2 s',
  ],
  [{ type: 'runSucceeded', outcome, nextRunAt: at }, 'run succeeded, next run at once'],
  [
    { type: 'runInterrupted', outcome, nextRunAt: at },
    'run interrupted; it is due again as soon as the supervisor is',
  ],
  [
    {
      type: 'runFailed',
      outcome,
      reason: 'Exited',
      message: 'the run exited with code 1',
      consecutiveFailures: 2,
      nextRunAt: at + HOUR,
    },
    'run failed (Exited: the run exited with code 1), 2 in a row, next run in 1 h',
  ],
  [
    { type: 'limitReached', outcome, limitsReached: 2, nextRunAt: at + HOUR },
    'limit reached, not a failure (2 so far), next run in 1 h',
  ],
  [
    { type: 'daemonOrphaned', pid: 4711, since: at - HOUR },
    'process 4711, left by a supervisor that was killed, still runs since 2026-05-13T13:30:00.000Z; waiting for its end',
  ],
  [{ type: 'orphanEnded', pid: 4711 }, 'process 4711 of the killed supervisor has ended'],
  [{ type: 'runHeld', hold }, 'held: the refresh token was revoked; next: evergrant login crew-sheets'],
  [{ type: 'runWoken', because: 'released', insteadOf: null }, 'woken: the hold has ended'],
  [{ type: 'runWoken', because: 'newGeneration', insteadOf: at }, 'woken: a new token arrived'],
  [{ type: 'intervalChanged', from: 30 * MINUTE, to: HOUR }, 'interval is now 1 h (was 30 min)'],
  [
    { type: 'critical', record: critical },
    'CRITICAL RefreshTokenRevoked: the refresh token was revoked; next: evergrant login crew-sheets',
  ],
  [
    { type: 'criticalNotWritten', message: 'no space left' },
    'the alerts file did not take a CRITICAL record: no space left',
  ],
  [
    { type: 'refusalReported', grant: 'crew-sheets', fingerprint: 'aaaaaaaaaaa1', answer: 'fresh' },
    'told the broker that a token of grant crew-sheets was refused; it answered: fresh',
  ],
  [
    { type: 'brokerLost', message: 'no broker answers on /run/control.sock' },
    'the broker is away: no broker answers on /run/control.sock; going on with the last token',
  ],
  [{ type: 'brokerFound' }, 'the broker is back'],
  [
    { type: 'recordNotSaved', message: 'no space left' },
    'the record of this daemon was not saved: no space left',
  ],
];

describe('what a supervisor says', () => {
  it.each(TEXTS)('of %j', (news, text) => {
    expect(daemonEventText({ at, daemon: 'port-sheet', ...news })).toBe(`[evergrant] port-sheet: ${text}`);
  });
});
