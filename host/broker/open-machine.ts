import { resolve } from 'node:path';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { brokerAsHolder } from '../../adapters/state-directory/broker-as-holder.ts';
import { type BrokerLock, takeBrokerLock } from '../../adapters/state-directory/broker-lock.ts';
import type { BrokerHolder } from '../../adapters/state-directory/broker-record.ts';
import type { Damage } from '../../adapters/state-directory/damage.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../adapters/state-directory/file-secrets.ts';
import { FileSpill, spillDirectories } from '../../adapters/state-directory/file-spill.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import { FORMAT_VERSION, readMachineRecord } from '../../adapters/state-directory/machine-record.ts';
import { stateMoved } from '../../adapters/state-directory/moved-to.ts';
import {
  openStateDirectory,
  type StateDirectory,
} from '../../adapters/state-directory/open-state-directory.ts';
import { thisProcessFacts } from '../../adapters/state-directory/process-facts.ts';
import { sweepUnfinished } from '../../adapters/state-directory/sweep-unfinished.ts';
import { STEPS } from '../../adapters/state-directory/upgrade/steps.ts';
import { upgradeStateDirectory } from '../../adapters/state-directory/upgrade/upgrade-state-directory.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { Clock, Holder, Ledger, Secrets, Spill } from '../../core/ports.ts';
import { toIso } from '../../core/time.ts';

/** The storage half of the ports, held by this process alone. */
export interface Machine {
  readonly state: StateDirectory;
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly spill: Spill;
  readonly holder: Holder;
  readonly lock: BrokerLock;
}

export interface OpenMachineOptions {
  readonly path: string;
  /** What was typed, for whoever finds the lock taken. */
  readonly command: string;
  readonly socketPath: string;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onDamage: (damage: Damage) => void;
  /** Opens a copy from another machine, too: `evergrant claim`. `sure`: a person says that the original is stopped. */
  readonly claim?: { readonly sure: boolean };
  /** Opens it also when its grants moved to AWS: `evergrant migrate`. @default false */
  readonly moved?: boolean;
  /** Asked while a process that is seen to live holds it. @default gives up at once */
  readonly whenHeld?: WhenHeld;
}

/** Waits for a holder of the state directory. True: it is to be tried again. */
export type WhenHeld = (holder: BrokerHolder) => Promise<boolean>;

/**
 * Opens a state directory as its one broker.
 * @throws Fault `BrokerRunning` when another process holds it and `whenHeld` gives up, and every fault of opening the
 * directory.
 */
export async function openMachine(options: OpenMachineOptions): Promise<Machine> {
  const { path, clock, onDamage, claim } = options;
  const fileSystem = nodeFileSystem;
  await upgradeIfOld(options);
  const state = await openStateDirectory(path, {
    fileSystem,
    machineId: await thisMachineId(),
    now: clock.now(),
    ...(options.moved && { moved: true }),
  });
  const directory = state.path;
  if (state.clone && !claim) throw fromAnotherMachine(directory);
  const lock = await takeLock(directory, options);
  await stillHere(directory, { lock, moved: options.moved === true });
  await sweepUnfinished({ fileSystem, directory, now: clock.now() });
  const directories = spillDirectories({ ...state, runtimeDirectory: options.environment.XDG_RUNTIME_DIR });
  return {
    state,
    ledger: new FileLedger({ fileSystem, directory, onDamage }),
    secrets: new FileSecrets({ fileSystem, directory, onDamage }),
    spill: new FileSpill({ fileSystem, directories }),
    holder: brokerAsHolder(lock.holder.brokerId),
    lock,
  };
}

/** Whoever held the lock until now may have moved the grants away. @throws Fault `StateMoved` */
async function stillHere(path: string, { lock, moved }: { lock: BrokerLock; moved: boolean }): Promise<void> {
  const record = await readMachineRecord({ fileSystem: nodeFileSystem, path });
  if (!record?.movedTo || moved) return;
  await lock.release();
  throw stateMoved(path, record.movedTo);
}

/** @throws Fault `BrokerRunning` */
async function takeLock(directory: string, options: OpenMachineOptions): Promise<BrokerLock> {
  const { command, socketPath, clock, claim, whenHeld = async () => false } = options;
  for (;;) {
    const taken = await takeBrokerLock({
      fileSystem: nodeFileSystem,
      directory,
      process: await thisProcessFacts(),
      brokerId: systemRandom.id(),
      command,
      socketPath,
      now: clock.now(),
      evictUnseen: claim?.sure === true,
    });
    if (taken.kind === 'held') return taken.lock;
    const { holder, alive } = taken;
    if (alive !== 'yes' || !(await whenHeld(holder))) throw heldBy(holder, { alive, directory });
  }
}

/** A state directory of an older format is upgraded by its next broker, before anything of it is read. */
async function upgradeIfOld(options: OpenMachineOptions): Promise<void> {
  const path = resolve(options.path);
  // What lies there and is no directory is refused in clearer words when it is opened.
  const facts = await nodeFileSystem.facts(path);
  if (facts && facts.kind !== 'directory') return;
  await upgradeStateDirectory({
    fileSystem: nodeFileSystem,
    path,
    formats: { current: FORMAT_VERSION, steps: STEPS },
    lock: () => takeLock(path, options),
  });
}

function fromAnotherMachine(directory: string): Fault {
  return new Fault({
    code: 'StateFromAnotherMachine',
    message: `${directory} was made on another machine: it is a copy or a restored backup, and refreshing here would race the original`,
    remedy: 'stop evergrant on the other machine for good, then: evergrant claim --original-is-stopped',
  });
}

function heldBy(holder: BrokerHolder, at: { alive: 'yes' | 'unknown'; directory: string }): Fault {
  const who = `"${holder.command}" (process ${holder.pid} on ${holder.hostname}, since ${toIso(holder.since)})`;
  return new Fault({
    code: 'BrokerRunning',
    message:
      at.alive === 'yes'
        ? `${at.directory} is held by ${who}`
        : `${at.directory} was held by ${who}, and from here nobody can tell whether that still runs`,
    remedy:
      at.alive === 'yes'
        ? `use it: evergrant status; or end it: kill ${holder.pid}`
        : 'start evergrant where that one ran, or make sure it is gone and remove the broker folder in the state directory',
    exitCode: ExitCode.Failed,
  });
}
