import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { brokerHolder } from '../../adapters/state-directory/broker-lock.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../adapters/state-directory/file-secrets.ts';
import { FileSpill, spillDirectories } from '../../adapters/state-directory/file-spill.ts';
import { livenessOf } from '../../adapters/state-directory/holder-liveness.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import {
  openStateDirectory,
  type StateDirectory,
} from '../../adapters/state-directory/open-state-directory.ts';
import { thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import type { Ledger, Secrets, Spill } from '../../core/ports.ts';
import type { Trouble } from '../../core/preflight/situation.ts';
import { controlSocketPath } from '../broker/control-path.ts';
import { type Machine, openMachine } from '../broker/open-machine.ts';
import type { Migration } from './migration.ts';

/** The state that moves, to be read. */
export interface Donor {
  readonly state: StateDirectory;
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly spill: Spill;
}

/** Reads a donor beside whatever broker is at work there. Nothing is written. */
export async function lookAtDonor({ from, environment }: Migration): Promise<Donor> {
  const fileSystem = nodeFileSystem;
  const state = await openStateDirectory(machineEngine(from).stateDirectory, {
    fileSystem,
    machineId: await thisMachineId(),
    now: systemClock.now(),
    access: 'read',
    moved: true,
  });
  const at = { fileSystem, directory: state.path, onDamage: () => {} };
  const directories = spillDirectories({ ...state, runtimeDirectory: environment.XDG_RUNTIME_DIR });
  return {
    state,
    ledger: new FileLedger(at),
    secrets: new FileSecrets(at),
    spill: new FileSpill({ fileSystem, directories }),
  };
}

/**
 * Opens a donor as its only broker, frozen or not: until its lock is given back nothing else refreshes there.
 * @throws Fault `BrokerRunning`, `StateFromAnotherMachine`
 */
export async function holdDonor({ from, environment }: Migration): Promise<Machine> {
  const path = machineEngine(from).stateDirectory;
  return await openMachine({
    path,
    command: 'evergrant migrate',
    socketPath: controlSocketPath(path),
    clock: systemClock,
    environment,
    onDamage: () => {},
    moved: true,
  });
}

/** Why a broker that runs stands against moving its grants: it must end first. Empty: none runs. */
export async function runningThere({ state }: Donor): Promise<readonly Trouble[]> {
  const { path: directory } = state;
  const holder = await brokerHolder({ fileSystem: nodeFileSystem, directory });
  if (!holder) return [];
  const here = { process: await thisProcessFacts(), now: systemClock.now() };
  if ((await livenessOf(holder, here)) === 'no') return [];
  return [
    {
      reason: 'BrokerRunning',
      message: `${directory} is held by "${holder.command}" (process ${holder.pid} on ${holder.hostname})`,
      remedy: `stop it for good: evergrant up there (kill ${holder.pid}), and its unit (systemctl disable --now)`,
    },
  ];
}
