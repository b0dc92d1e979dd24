import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import type { RunEnd } from '../../core/daemon/judge-run.ts';

/** Starts the process of one run. */
export interface Spawn {
  /**
   * Never throws: a program that cannot be started is an end like any other.
   *
   * @param onLine called for each line of both outputs, while the process runs
   */
  start(spec: DaemonSpec, onLine: (line: string) => void): RunningProcess;
}

export interface RunningProcess {
  /** undefined: it could not be started. */
  readonly pid: number | undefined;
  /** Sends to the process and to everything that it started in its group. Nothing happens when they are gone. */
  signal(name: NodeJS.Signals): void;
  /** Settles when the process has ended and its output was passed on. */
  readonly ended: Promise<ProcessEnd>;
}

/** An end as the process itself gave it. */
export type ProcessEnd = Exclude<RunEnd, { kind: 'timedOut' }>;
