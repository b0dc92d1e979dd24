import type { Instant, Milliseconds } from '../time.ts';
import type { CriticalRecord } from './critical.ts';
import type { Hold } from './hold.ts';
import type { RunOutcome } from './run-outcome.ts';

/** One thing that happened under a supervisor. It names grants and fingerprints, never a secret. */
export type DaemonEvent = { readonly at: Instant; readonly daemon: string } & DaemonNews;

/** What happened, without when and to whom. */
export type DaemonNews =
  /** `generations`: of the grants that it uses, where known. */
  | {
      readonly type: 'runStarted';
      readonly run: number;
      readonly generations: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'runSucceeded' | 'runInterrupted';
      readonly outcome: RunOutcome;
      readonly nextRunAt: Instant | null;
    }
  | {
      readonly type: 'runFailed';
      readonly outcome: RunOutcome;
      /** The verdict's reason, or `TimedOut`, `NotStarted`, `Exited`, `Killed`. */
      readonly reason: string;
      readonly message: string;
      readonly consecutiveFailures: number;
      readonly nextRunAt: Instant | null;
    }
  | {
      readonly type: 'limitReached';
      readonly outcome: RunOutcome;
      /** How often so far, this one included. */
      readonly limitsReached: number;
      readonly nextRunAt: Instant | null;
    }
  /** A supervisor that was killed left the daemon running; the next run waits until it has ended. `since`: start of its run. */
  | { readonly type: 'daemonOrphaned'; readonly pid: number; readonly since: Instant }
  | { readonly type: 'orphanEnded'; readonly pid: number }
  | { readonly type: 'runHeld'; readonly hold: Hold }
  | {
      readonly type: 'runWoken';
      readonly because: 'released' | 'newGeneration';
      /** The slot that it did not have to wait for; null: it had none. */
      readonly insteadOf: Instant | null;
    }
  /** A run that is due waits for a token that it is to find in its environment. */
  | {
      readonly type: 'tokenMissing';
      readonly token: string;
      readonly reason: string;
      readonly message: string;
      readonly remedy: string;
    }
  /** A run without a foreseeable end has the token of an agent in its environment, where no newer one reaches it or its children. */
  | { readonly type: 'tokenWillEnd'; readonly token: string; readonly expiresAt: Instant | null }
  /** A newer token came: the run was asked to end, and is killed at `until`. */
  | { readonly type: 'runDraining'; readonly grant: string; readonly until: Instant }
  | { readonly type: 'intervalChanged'; readonly from: Milliseconds; readonly to: Milliseconds }
  | { readonly type: 'critical'; readonly record: CriticalRecord }
  /** The alerts file did not take a CRITICAL record; it is tried again at the next failure. */
  | { readonly type: 'criticalNotWritten'; readonly message: string }
  | {
      readonly type: 'refusalReported';
      readonly grant: string;
      readonly fingerprint: string | null;
      /** What the broker answered: `refreshed`, `fresh` or the reason why it cannot. */
      readonly answer: string;
    }
  | { readonly type: 'brokerLost'; readonly message: string }
  | { readonly type: 'brokerFound' }
  /** The ledger did not take the record; the daemon goes on and the next write carries it. */
  | { readonly type: 'recordNotSaved'; readonly message: string };
