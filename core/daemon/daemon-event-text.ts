import { formatSpan, SECOND, toIso } from '../time.ts';
import type { DaemonEvent } from './daemon-event.ts';

/** A supervisor's event as a line for people. */
export function daemonEventText(event: DaemonEvent): string {
  return `[evergrant] ${event.daemon}: ${words(event)}`;
}

function words(event: DaemonEvent): string {
  switch (event.type) {
    case 'runStarted':
      return `run ${event.run} starts`;
    case 'runSucceeded':
      return `run succeeded${next(event)}`;
    case 'runInterrupted':
      return 'run interrupted; it is due again as soon as the supervisor is';
    case 'runFailed':
      return `run failed (${event.reason}: ${event.message}), ${event.consecutiveFailures} in a row${next(event)}`;
    case 'limitReached':
      return `limit reached, not a failure (${event.limitsReached} so far)${next(event)}`;
    case 'daemonOrphaned':
      return `process ${event.pid}, left by a supervisor that was killed, still runs since ${toIso(event.since)}; waiting for its end`;
    case 'orphanEnded':
      return `process ${event.pid} of the killed supervisor has ended`;
    case 'runHeld':
      return `held: ${event.hold.message}; next: ${event.hold.remedy}`;
    case 'runWoken':
      return event.because === 'released' ? 'woken: the hold has ended' : 'woken: a new token arrived';
    case 'tokenMissing':
      return `waiting for token ${event.token}: ${event.message}; next: ${event.remedy}`;
    case 'tokenWillEnd':
      return `warning: token ${event.token} in the environment of this run ends ${event.expiresAt === null ? 'one day' : `at ${toIso(event.expiresAt)}`}, and neither the run nor its children ever see a newer one; next: fetch it instead: evergrant token ${event.token}, or "via: socket"`;
    case 'runDraining':
      return `a new token of ${event.grant} came: asked to end, killed in ${formatSpan(event.until - event.at)}, then started with it`;
    case 'intervalChanged':
      return `interval is now ${formatSpan(event.to)} (was ${formatSpan(event.from)})`;
    case 'critical':
      return `CRITICAL ${event.record.reason}: ${event.record.message}; next: ${event.record.remedy}`;
    case 'criticalNotWritten':
      return `the alerts file did not take a CRITICAL record: ${event.message}`;
    case 'refusalReported':
      return `told the broker that a token of grant ${event.grant} was refused; it answered: ${event.answer}`;
    case 'brokerLost':
      return `the broker is away: ${event.message}; going on with the last token`;
    case 'brokerFound':
      return 'the broker is back';
    case 'recordNotSaved':
      return `the record of this daemon was not saved: ${event.message}`;
  }
}

function next({ at, nextRunAt }: { at: number; nextRunAt: number | null }): string {
  if (nextRunAt === null) return '';
  return nextRunAt - at < SECOND ? ', next run at once' : `, next run in ${formatSpan(nextRunAt - at)}`;
}
