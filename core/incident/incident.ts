import type { Instant } from '../time.ts';
import type { LikelyCause, Reason } from '../verdict/verdict.ts';

/** `warning`: it works today and will not for long. `critical`: it is dead, or nothing proves that it lives. */
export type Severity = 'warning' | 'critical';

/** What is wrong with a grant now; the input of opening, reminding and closing. */
export interface Condition {
  readonly severity: Severity;
  readonly reason: Reason;
  /** The cause in one sentence. */
  readonly message: string;
  /** The next command to type. */
  readonly remedy: string;
  readonly causes: readonly LikelyCause[];
  /** Redacted lines that show it. */
  readonly evidence: readonly string[];
  /** When the last good token ends; null: unknown. In the past or now: it is already over. */
  readonly worksUntil: Instant | null;
  /** Daemons and sinks that use the grant. */
  readonly affected: readonly string[];
  /** When the present stage of a warning in stages began: people are reminded once a stage. Null: once a day. */
  readonly stageAt: Instant | null;
}

/** One incident per grant: the ledger item INCIDENT. */
export interface Incident {
  readonly schema: 1;
  readonly id: string;
  /** Name of the credential, or of what else it is of. */
  readonly grant: string;
  /** What it is of; absent: a grant. */
  readonly kind?: 'apiKey' | 'signingKey' | 'agentToken' | 'daemon' | 'alarm';
  readonly condition: Condition;
  readonly openedAt: Instant;
  /** Last message sent about it. Null: none was taken by any channel yet. */
  readonly notifiedAt: Instant | null;
  readonly closedAt: Instant | null;
  /** Whether people were told that it closed. */
  readonly closeNotified: boolean;
}

/** One message to people. */
export interface IncidentNotice {
  readonly kind: 'opened' | 'worsened' | 'reminder' | 'closed';
  readonly at: Instant;
  readonly deployment: string;
  readonly incident: Incident;
}
