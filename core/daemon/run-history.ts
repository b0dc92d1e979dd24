import { DAY, type Instant } from '../time.ts';
import type { VerdictClass } from '../verdict/verdict.ts';
import type { RunOutcome } from './run-outcome.ts';

/** How a run ended, kept for a while. */
export interface RunEnd {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly kind: RunOutcome['kind'];
  readonly exitCode: number | null;
  /** Of the gravest verdict on its output; null: no line concerned credentials. */
  readonly verdict: { readonly class: VerdictClass; readonly reason: string } | null;
}

/** The history with one more run: those of the last two days, 200 at most, oldest first. */
export function withRun(history: readonly RunEnd[], outcome: RunOutcome): readonly RunEnd[] {
  const { startedAt, endedAt, kind, exitCode, verdict } = outcome;
  const end: RunEnd = {
    startedAt,
    endedAt,
    kind,
    exitCode,
    verdict: verdict && { class: verdict.class, reason: verdict.reason },
  };
  return [...history, end].filter((run) => endedAt - run.endedAt <= 2 * DAY).slice(-MOST_RUNS);
}

const MOST_RUNS = 200;
