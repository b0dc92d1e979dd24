import type { Instant } from '../time.ts';

/** A process of a daemon, described so that it is found again and never taken for a later one with its number. */
export interface DaemonProcess {
  readonly pid: number;
  /** When the process started, as the system counts it. */
  readonly processStartedAt: string;
  readonly machineId: string;
  /** Changes with every start of the machine; null: not told. */
  readonly bootId: string | null;
  /** Process numbers mean the same only inside one namespace; null: there are none. */
  readonly pidNamespace: string | null;
  /** When its run started. */
  readonly since: Instant;
}
