import type { CredentialStatus } from '../status.ts';
import type { Instant } from '../time.ts';
import type { VerdictClass } from '../verdict/verdict.ts';

/** How a machine and what runs on it are, at one moment. Nothing in it is secret. */
export interface HostAudit {
  readonly schema: 1;
  readonly at: Instant;
  /** Name of the host; of the machine where none is declared. */
  readonly host: string;
  readonly machine: MachineFacts;
  readonly daemons: readonly DaemonAudit[];
  /** Trouble with tokens that daemons told of in the last 24 hours, the last first. */
  readonly tokenErrors: readonly TokenErrors[];
  readonly credentials: readonly CredentialAudit[];
  /** What deserves a look. */
  readonly findings: readonly AuditFinding[];
}

export interface MachineFacts {
  readonly uptimeSeconds: number;
  /** Load averages over 1, 5 and 15 minutes. */
  readonly cpu: { readonly count: number; readonly load: readonly [number, number, number] };
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly disks: readonly DiskFacts[];
}

export interface DiskFacts {
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** One daemon: its service, its sessions of today, its ends of the last 24 hours. */
export interface DaemonAudit {
  readonly name: string;
  readonly kind: 'supervised' | 'watched';
  /** What systemd says of its unit; null: none is declared, or nobody can be asked. */
  readonly unit: UnitFacts | null;
  /** Null: no quota is declared. */
  readonly sessions: { readonly used: number; readonly perDay: number } | null;
  /** Ends of runs in the last 24 hours; null: it is not run by us. */
  readonly exits: Readonly<Record<ExitKind, number>> | null;
}

export const EXIT_KINDS = ['succeeded', 'failed', 'limitReached', 'interrupted'] as const;

export type ExitKind = (typeof EXIT_KINDS)[number];

/** A unit of systemd, by `systemctl show`. */
export interface UnitFacts {
  readonly unit: string;
  /** `ActiveState`: active, inactive, failed, activating, deactivating, reloading; `notFound` where there is no such unit. */
  readonly state: string;
  /** Since when it is active; null: it is not. */
  readonly activeSince: Instant | null;
  readonly restarts: number | null;
  readonly memoryBytes: number | null;
}

/** Lines, or ends of runs, of one meaning. */
export interface TokenErrors {
  readonly daemon: string;
  readonly class: VerdictClass;
  readonly reason: string;
  readonly count: number;
  readonly lastAt: Instant;
  readonly message: string;
  readonly remedy: string;
}

/** A credential and its next end. */
export interface CredentialAudit {
  readonly name: string;
  readonly state: string;
  /** Of the token in force, ISO 8601; null: not known. */
  readonly expiresAt: string | null;
  /** Of the grant itself, with what that is known by. */
  readonly forecast: CredentialStatus['forecast'] | null;
}

export interface AuditFinding {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
