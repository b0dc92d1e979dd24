import { criticalAfterRun, describeEnd } from '../../core/daemon/critical.ts';
import type { DaemonNews } from '../../core/daemon/daemon-event.ts';
import { type DaemonRecord, recordRun, startRun, withSession } from '../../core/daemon/daemon-record.ts';
import { judgeRun, type RunEnd } from '../../core/daemon/judge-run.ts';
import type { RunOutcome } from '../../core/daemon/run-outcome.ts';
import type { Instant } from '../../core/time.ts';
import { NewTokenRestart } from './new-token-restart.ts';
import { OneRun } from './one-run.ts';
import type { RunningProcess } from './spawn.ts';
import type { Supervision } from './supervision.ts';
import { tokenEnvironment } from './token-environment.ts';

/**
 * Runs the daemon once, judges the run and records it.
 *
 * @returns what the supervisor exits with, if it is to end with this run
 */
export async function runOnce(supervision: Supervision): Promise<number | undefined> {
  const { around, book, follower, reporter, stop } = supervision;
  const tokens = await tokenEnvironment(supervision);
  if (tokens === undefined) return stop.exitCode;
  const views = [...follower.views].map(([grant, view]) => [grant, view.generation]);
  const generations = { ...Object.fromEntries(views), ...tokens.generations };
  const startedAt = around.clock.now();
  supervision.tell({ type: 'runStarted', run: book.record.runs + 1, generations });
  reporter.runStarted();
  const run = new OneRun(around, {
    environment: tokens.variables,
    onRefusal: (evidence) => reporter.refused(evidence),
    onSession: () => book.note(withSession(book.record, around.clock.now())),
  });
  const restart = new NewTokenRestart(supervision, { running: run.process, generations });
  const [{ end, endedAt, exitCode }] = await Promise.all([
    endOf(run, supervision).finally(() => restart.runEnded()),
    noteStart(supervision, { running: run.process, generations, startedAt }),
    restart.done,
  ]);
  const interrupted = exitCode !== undefined || restart.asked;
  const outcome = judgeRun({ end, evidence: run.evidence, startedAt, endedAt, interrupted }, around.spec);
  const record = recordRun(book.record, outcome, around.spec);
  supervision.tell(newsOf(outcome, record, end));
  await supervision.save(record);
  const critical = criticalAfterRun(record, around.spec);
  if (critical) await supervision.alert(critical, { hold: undefined, remedy: run.evidence.verdict?.remedy });
  return exitCode;
}

/** Lets signals through to the run until it has ended. */
async function endOf(
  run: OneRun,
  { stop, around }: Supervision,
): Promise<{ end: RunEnd; endedAt: Instant; exitCode: number | undefined }> {
  stop.runStarted(run.process);
  const { given, counted } = await run.ended();
  return { end: counted, endedAt: around.clock.now(), exitCode: stop.runEnded(given) };
}

/** Notes the process at once: a supervisor that is killed later must not be followed by a second copy of the daemon. */
async function noteStart(
  supervision: Supervision,
  started: { running: RunningProcess; generations: DaemonRecord['generations']; startedAt: Instant },
): Promise<void> {
  const { running, generations, startedAt } = started;
  const { book, around } = supervision;
  const { pid } = running;
  const process = pid === undefined ? null : await around.processes.identify(pid, startedAt);
  try {
    await supervision.save(startRun(book.record, { process, generations }));
  } catch (error) {
    // Somebody else supervises this daemon.
    running.signal('SIGTERM');
    await running.ended;
    throw error;
  }
}

function newsOf(outcome: RunOutcome, record: DaemonRecord, end: RunEnd): DaemonNews {
  const { nextRunAt, consecutiveFailures, limitsReached } = record;
  switch (outcome.kind) {
    case 'succeeded':
      return { type: 'runSucceeded', outcome, nextRunAt };
    case 'interrupted':
      return { type: 'runInterrupted', outcome, nextRunAt };
    case 'limitReached':
      return { type: 'limitReached', outcome, limitsReached, nextRunAt };
    case 'failed':
      return { type: 'runFailed', outcome, ...whyFailed(outcome, end), consecutiveFailures, nextRunAt };
  }
}

/** How it ended where that is our doing or nobody's; else what its lines said; else how it ended. */
function whyFailed(outcome: RunOutcome, end: RunEnd): { reason: string; message: string } {
  if (end.kind === 'notStarted') return { reason: 'NotStarted', message: end.message };
  if (end.kind === 'timedOut') return { reason: 'TimedOut', message: 'the run took too long and was ended' };
  if (outcome.verdict) return { reason: outcome.verdict.reason, message: outcome.verdict.message };
  return { reason: end.kind === 'killed' ? 'Killed' : 'Exited', message: `the run ${describeEnd(outcome)}` };
}
