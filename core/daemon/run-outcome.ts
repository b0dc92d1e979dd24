import type { Instant } from '../time.ts';
import type { VerdictClass } from '../verdict/verdict.ts';

/** How one run of a daemon ended. */
export interface RunOutcome {
  /** `limitReached`: an exit that was declared to be a limit and not a failure. */
  readonly kind: 'succeeded' | 'failed' | 'limitReached' | 'interrupted';
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The gravest verdict on the run's output; null when no line concerned credentials. */
  readonly verdict: {
    readonly class: VerdictClass;
    readonly reason: string;
    readonly message: string;
  } | null;
  /** Redacted lines that led to the verdict, at most five. */
  readonly evidence: readonly string[];
}
