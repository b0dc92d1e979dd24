import type { Severity } from '../incident/incident.ts';
import type { CredentialStatus, DaemonStatus } from '../status.ts';
import type { Instant } from '../time.ts';
import type { VerdictClass } from '../verdict/verdict.ts';

/** How a machine and what runs on it are, at one moment. Nothing in it is secret. */
export interface HostAudit {
  readonly schema: 1;
  readonly at: Instant;
  /** Name of the host; of the machine where none is declared. */
  readonly host: string;
  /** What keeps the credentials here. */
  readonly service: ServiceFacts;
  readonly machine: MachineFacts;
  readonly daemons: readonly DaemonAudit[];
  /** Trouble with tokens that daemons told of in the last 24 hours, the last first. */
  readonly tokenErrors: readonly TokenErrors[];
  readonly credentials: readonly CredentialAudit[];
  /** What deserves a look. */
  readonly findings: readonly AuditFinding[];
  /** How many entries of each list were left out, so that a report keeps its size. Absent: none. */
  readonly omitted?: Readonly<Partial<Record<AuditList, number>>>;
}

/** The lists of an audit; where they are equally long, the first gives up entries first. */
export const AUDIT_LISTS = ['findings', 'credentials', 'daemons', 'tokenErrors'] as const;

export type AuditList = (typeof AUDIT_LISTS)[number];

/** The broker of a machine, or the host daemon of a host. */
export interface ServiceFacts {
  readonly name: 'evergrant up' | 'evergrant-host';
  readonly running: boolean;
  /** Since when; null: it does not run. */
  readonly since: Instant | null;
  readonly version: string | null;
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
  /** What systemd says of its unit; null: none is declared. */
  readonly unit: UnitFacts | null;
  /** Where its lines were read, for sessions and token errors; null: its supervisor reads them, or nothing is declared. */
  readonly log: LogFacts | null;
  /** What its supervisor says of it; null: it is not run by us. */
  readonly supervision: Supervision | null;
  /** Null: no quota is declared. */
  readonly sessions: { readonly used: number; readonly perDay: number } | null;
  /** Ends of runs in the last 24 hours; null: it is not run by us. */
  readonly exits: Readonly<Record<ExitKind, number>> | null;
}

/** A daemon that we run. */
export interface Supervision {
  /** `unknown`: it never ran. `stopped`: its supervisor is gone, and nobody starts it. */
  readonly state: DaemonStatus['state'] | 'stopped';
  /** Since when the run that is going on goes on, or runs are held; null: neither, or not known. */
  readonly since: Instant | null;
  readonly nextRunAt: Instant | null;
  /** In a row, up to now. */
  readonly failures: number;
  readonly lastRun: {
    readonly kind: ExitKind;
    readonly endedAt: Instant;
    readonly exitCode: number | null;
    /** Of the gravest verdict on its output; null: no line concerned credentials. */
    readonly reason: string | null;
  } | null;
}

export const EXIT_KINDS = ['succeeded', 'failed', 'limitReached', 'interrupted'] as const;

export type ExitKind = (typeof EXIT_KINDS)[number];

/** The journal of a unit, or a file. */
export interface LogFacts {
  readonly kind: 'journal' | 'file';
  /** Name of the unit, or path of the file. */
  readonly name: string;
  readonly state: LinesState;
}

/** `missing`: there is no such file, or no journal here. `denied`: this user may not read it. `unreadable`: not to its end. */
export type LinesState = 'read' | 'missing' | 'denied' | 'unreadable';

/** A unit of systemd, by `systemctl show`. */
export interface UnitFacts {
  readonly unit: string;
  /** `ActiveState`: active, inactive, failed, activating, deactivating, reloading; `notFound` where there is no such unit, `unknown` where systemd cannot be asked. */
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
  readonly kind: 'grant' | 'apiKey' | 'signingKey' | 'agentToken';
  readonly state: string;
  /** End of the token in force, ISO 8601; null: not known, or it is a key. */
  readonly expiresAt: string | null;
  /** When a key is replaced, ISO 8601; null: a person replaces it, or it is no key. */
  readonly rotateAt: string | null;
  /** End of the grant itself, with what that is known by; null: it is no grant. */
  readonly forecast: CredentialStatus['forecast'] | null;
  /** What is wrong with it; null: nothing is known to be. */
  readonly trouble: CredentialTrouble | null;
}

export interface CredentialTrouble {
  /** `warning`: it works today. */
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

export interface AuditFinding {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
