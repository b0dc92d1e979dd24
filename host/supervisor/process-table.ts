import { livenessOf } from '../../adapters/state-directory/holder-liveness.ts';
import { processStat, thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import type { DaemonProcess } from '../../core/daemon/daemon-process.ts';
import type { Instant } from '../../core/time.ts';
import { signalGroup } from './signal-group.ts';

/** The processes of this machine, as far as a supervisor has to know its daemon again after its own death. */
export interface ProcessTable {
  /**
   * Describes a running process.
   *
   * @param since when its run started
   * @returns null when it has ended; and always where there is no /proc, as on macOS. There nobody can tell a reused
   * process number, so a supervisor that is killed leaves a daemon behind that the next one does not find.
   */
  identify(pid: number, since: Instant): Promise<DaemonProcess | null>;
  /** Is it still this process, and at work? False also where nobody can tell. */
  isAlive(process: DaemonProcess): Promise<boolean>;
  /** Sends to the process and its group. It must have been alive a moment ago. */
  signal(process: DaemonProcess, name: NodeJS.Signals): void;
}

/** This machine's, by /proc. */
export const processTable: ProcessTable = {
  identify: async (pid, since) => {
    const stat = await processStat(pid);
    if (stat === null || stat.ended) return null;
    const { machineId, bootId, pidNamespace } = await thisProcessFacts();
    return { pid, processStartedAt: stat.startedAt, machineId, bootId, pidNamespace, since };
  },
  isAlive: async (process) => {
    const here = { process: await thisProcessFacts(), now: process.since };
    return (await livenessOf({ ...process, socketPath: null }, here)) === 'yes';
  },
  signal: ({ pid }, name) => signalGroup(pid, name),
};
