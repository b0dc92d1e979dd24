import type { Instant } from '../../core/time.ts';
import type { FileSystem } from '../files/file-system.ts';
import { stateDamaged, stateFromOtherVersion } from './damage.ts';
import { livenessOf } from './holder-liveness.ts';
import { type LockHolder, readHolder } from './lock-holder.ts';
import type { ProcessFacts } from './process-facts.ts';
import { Register } from './register.ts';

/** Where a lock lies. */
export interface LockPlace {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly directory: string;
  /** The register of the lock below it: `broker`, `supervisors/port-sheet`. The folder above the last name exists. */
  readonly name: string;
}

export interface ProcessLockOptions extends LockPlace {
  readonly process: ProcessFacts;
  /** A fresh UUID: a program that starts again is another holder. */
  readonly id: string;
  readonly command: string;
  readonly socketPath: string | null;
  readonly now: Instant;
  /** A person says that a holder which cannot be seen from here is dead. @default false */
  readonly evictUnseen?: boolean;
}

/** The right to be the one process that does something with a state directory. */
export interface ProcessLock {
  readonly holder: LockHolder;
  /** Is it still ours? False after the directory was replaced under us. */
  stillHeld(): Promise<boolean>;
  /** Gives it back. */
  release(): Promise<void>;
}

export type ProcessLockResult =
  | { readonly kind: 'held'; readonly lock: ProcessLock }
  /** `unknown`: it runs where this process cannot see it, and its socket tells nothing. */
  | { readonly kind: 'heldBy'; readonly holder: LockHolder; readonly alive: 'yes' | 'unknown' };

/**
 * Takes a lock, if nobody holds it or its holder is provably dead. Whoever gets it knows that all earlier holders are
 * dead.
 *
 * @throws Fault `StateDamaged` when the newest record is damaged: then nobody knows who holds the lock.
 */
export async function takeProcessLock(options: ProcessLockOptions): Promise<ProcessLockResult> {
  const { process, id, command, socketPath, now, evictUnseen = false } = options;
  const register = registerOf(options);
  const holder: LockHolder = { ...process, id, command, socketPath, since: now };
  for (;;) {
    const { revision, holder: current } = await readLock(register, options.name);
    const alive = current ? await livenessOf(current, { process, now }) : 'no';
    const evicted = alive === 'no' || (alive === 'unknown' && evictUnseen);
    if (current && !evicted) return { kind: 'heldBy', holder: current, alive };
    if (await register.replace({ seen: revision, value: { holder } })) {
      return { kind: 'held', lock: heldLock(register, { holder, name: options.name }) };
    }
  }
}

/** Who holds the lock now by the record; null: nobody. Whether it lives is `livenessOf`'s to say. */
export async function lockHolder(place: LockPlace): Promise<LockHolder | null> {
  return (await readLock(registerOf(place), place.name)).holder;
}

function registerOf({ fileSystem, directory, name }: LockPlace): Register {
  return new Register({ fileSystem, directory: `${directory}/${name}`, within: directory, name });
}

function heldLock(register: Register, { holder, name }: { holder: LockHolder; name: string }): ProcessLock {
  const isOurs = (current: LockHolder | null) => current?.id === holder.id;
  return {
    holder,
    stillHeld: async () => isOurs((await readLock(register, name)).holder),
    release: async () => {
      const { revision, holder: current } = await readLock(register, name);
      if (isOurs(current)) await register.replace({ seen: revision, value: { holder: null } });
    },
  };
}

async function readLock(
  register: Register,
  name: string,
): Promise<{ revision: number; holder: LockHolder | null }> {
  const { revision, value, damaged, behind } = await register.read();
  if (behind) {
    throw stateDamaged(
      { name, paths: damaged, behind },
      'make sure that no evergrant uses this directory, then remove the damaged file',
    );
  }
  const holder = revision === 0 ? null : readHolder(value);
  if (holder === undefined) throw stateFromOtherVersion(name);
  return { revision, holder };
}
