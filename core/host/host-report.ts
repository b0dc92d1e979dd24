import type { HostAudit } from '../audit/host-audit.ts';
import type { DaemonStatus, StatusDocument } from '../status.ts';
import type { Instant } from '../time.ts';
import type { DeliveryReport } from './reported-delivery.ts';
import type { SelfTest } from './self-test.ts';

/**
 * What a host says of itself: the ledger item HOST, written every five minutes and within a second after something
 * changed. Its age is the heartbeat. Nothing in it is secret.
 */
export interface HostReport {
  readonly schema: 1;
  readonly host: string;
  /** When it was written, by the clock of the host. */
  readonly at: Instant;
  /** Start of the host daemon. */
  readonly startedAt: Instant;
  /** First 12 hex digits of the SHA-256 of the running bundle; null: it was not started from a release. */
  readonly release: string | null;
  readonly version: string;
  /** First 12 hex digits of the SHA-256 of the host document in force; null: none was ever had. */
  readonly documentFingerprint: string | null;
  /** ARN of the role by which the host is known to AWS; null: not proven yet. */
  readonly identity: string | null;
  readonly deliveries: readonly DeliveryReport[];
  readonly daemons: readonly DaemonReport[];
  /** What a person should know of the host. */
  readonly findings: readonly HostFinding[];
  readonly selfTest: SelfTest | null;
  readonly audit: HostAudit | null;
  /** How many entries of each list were left out, so that the report keeps its size. Absent: none. */
  readonly omitted?: Readonly<Partial<Record<HostReportList, number>>>;
}

/** A list of a report that may be cut. */
export type HostReportList = 'deliveries' | 'daemons' | 'findings' | 'audit' | 'selfTest';

export type HostFinding = StatusDocument['findings'][number];

/** A daemon of the host. */
export interface DaemonReport {
  readonly name: string;
  /** Run by the host daemon, or started by somebody else and watched. */
  readonly kind: 'supervised' | 'watched';
  /** `unknown` for one that is watched and of whose state nothing is known. */
  readonly state: DaemonStatus['state'];
  readonly consecutiveFailures: number;
  readonly nextRunAt: Instant | null;
  readonly lastRun: {
    readonly kind: string;
    readonly at: Instant;
    readonly exitCode: number | null;
    readonly reason: string | null;
  } | null;
  readonly limitsReached: number;
}
