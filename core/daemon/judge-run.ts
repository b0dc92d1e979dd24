import type { Instant } from '../time.ts';
import type { DaemonSpec } from './daemon-spec.ts';
import type { RunEvidence } from './run-evidence.ts';
import type { RunOutcome } from './run-outcome.ts';

/** How the process of a run ended. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** The supervisor ended it because it took too long. */
  | { readonly kind: 'timedOut'; readonly exitCode: number | null; readonly signal: string | null }
  /** The program could not be started: 127 for one that is missing, 126 for one that may not run, as shells say it. */
  | { readonly kind: 'notStarted'; readonly exitCode: 126 | 127; readonly message: string };

/** One run, complete, and what is needed to judge it. */
export interface EndedRun {
  readonly end: RunEnd;
  readonly evidence: RunEvidence;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** Was the supervisor asked to stop while it ran? Its end then says nothing about the daemon. */
  readonly interrupted: boolean;
}

/**
 * Judges a run by how its process ended; its lines say why.
 *
 * The exit code is the daemon's own word about its work, so exit 0 is a success even when a line was judged
 * permanent: the line may be about one of several accounts, or about an error that was caught and cured. The verdict
 * stays with the outcome and the broker was told of it when the line was seen, so a daemon that swallows a dead grant
 * is still found out: by the broker's incident, not by this count.
 */
export function judgeRun(run: EndedRun, spec: Pick<DaemonSpec, 'limitReached'>): RunOutcome {
  const { end, evidence } = run;
  const { verdict } = evidence;
  return {
    kind: outcomeKind(run, spec),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    exitCode: end.kind === 'killed' ? null : end.exitCode,
    signal: end.kind === 'killed' || end.kind === 'timedOut' ? end.signal : null,
    verdict: verdict && { class: verdict.class, reason: verdict.reason, message: verdict.message },
    evidence: end.kind === 'notStarted' ? [end.message] : evidence.lines,
  };
}

function outcomeKind(
  { end, evidence, interrupted }: EndedRun,
  spec: Pick<DaemonSpec, 'limitReached'>,
): RunOutcome['kind'] {
  if (interrupted) return 'interrupted';
  if (end.kind !== 'exited') return 'failed';
  // Real failures exit with the same code as a used-up limit, and programs mention limits when nothing ended by them.
  if (spec.limitReached?.exitCode === end.exitCode && evidence.limitSeen) return 'limitReached';
  return end.exitCode === 0 ? 'succeeded' : 'failed';
}
