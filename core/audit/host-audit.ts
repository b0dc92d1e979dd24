import type { Instant } from '../time.ts';

/** How a machine and what runs on it are, at one moment. It names no secret. */
export interface HostAudit {
  readonly schema: 1;
  readonly at: Instant;
  /** Name of the host; of the machine where none is declared. */
  readonly host: string;
  readonly uptimeSeconds: number;
  readonly cpu: {
    readonly count: number;
    readonly load1: number;
    readonly load5: number;
    readonly load15: number;
  };
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly disks: readonly {
    readonly path: string;
    readonly totalBytes: number;
    readonly freeBytes: number;
  }[];
  readonly daemons: readonly DaemonAudit[];
  readonly tokenErrors: readonly TokenErrorAudit[];
}

/** One daemon: its service, its sessions of today, its ends of the last 24 hours. */
export interface DaemonAudit {
  readonly name: string;
  readonly kind: 'supervised' | 'watched';
  /** The unit of systemd that it is; null: none is declared. */
  readonly unit: string | null;
  readonly state: string;
  readonly since: Instant | null;
  readonly restarts: number | null;
  readonly memoryBytes: number | null;
  /** Null: no quota is declared. */
  readonly sessions: { readonly used: number; readonly perDay: number } | null;
  /** Ends of the last 24 hours by kind. */
  readonly exits: Readonly<Record<'succeeded' | 'failed' | 'limitReached' | 'interrupted', number>>;
}

/** Lines and verdicts of the last 24 hours that tell of trouble with a token. */
export interface TokenErrorAudit {
  /** The daemon that wrote the lines. */
  readonly daemon: string;
  readonly class: string;
  readonly reason: string;
  readonly count: number;
  readonly lastAt: Instant;
  readonly message: string;
  readonly remedy: string;
}
