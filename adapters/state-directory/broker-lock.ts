import type { FileSystem } from '../files/file-system.ts';
import type { BrokerHolder } from './broker-record.ts';
import type { LockHolder } from './lock-holder.ts';
import { lockHolder, type ProcessLockOptions, takeProcessLock } from './process-lock.ts';

export interface BrokerLockOptions extends Omit<ProcessLockOptions, 'id' | 'name'> {
  /** A fresh UUID: a broker that starts again is another broker. */
  readonly brokerId: string;
}

/** The right to be the one broker of a state directory. */
export interface BrokerLock {
  readonly holder: BrokerHolder;
  /** Is it still ours? False after the directory was replaced under us. */
  stillHeld(): Promise<boolean>;
  /** Gives it back. The control socket must be closed last, after this: a refused connection counts as death. */
  release(): Promise<void>;
}

export type BrokerLockResult =
  | { readonly kind: 'held'; readonly lock: BrokerLock }
  /** `unknown`: it runs where this process cannot see it, and its socket tells nothing. */
  | { readonly kind: 'heldBy'; readonly holder: BrokerHolder; readonly alive: 'yes' | 'unknown' };

/**
 * Takes the broker's lock, if nobody holds it or its holder is provably dead. Whoever gets it knows that all earlier
 * brokers of this directory are dead, so every lock in the ledger that is not its own is suspect.
 *
 * A holder that is seen to be alive keeps it even with `evictUnseen`, which is for `evergrant claim`.
 *
 * @throws Fault `StateDamaged` when the newest record is damaged: then nobody knows who holds the lock.
 */
export async function takeBrokerLock({ brokerId, ...options }: BrokerLockOptions): Promise<BrokerLockResult> {
  const taken = await takeProcessLock({ ...options, name: NAME, id: brokerId });
  if (taken.kind === 'heldBy') return { ...taken, holder: asBroker(taken.holder) };
  return { kind: 'held', lock: { ...taken.lock, holder: asBroker(taken.lock.holder) } };
}

/** Who holds the lock now by the record; null: nobody. Whether it lives is `livenessOf`'s to say. */
export async function brokerHolder(root: {
  fileSystem: FileSystem;
  directory: string;
}): Promise<BrokerHolder | null> {
  const holder = await lockHolder({ ...root, name: NAME });
  return holder && asBroker(holder);
}

function asBroker({ id, ...holder }: LockHolder): BrokerHolder {
  return { ...holder, brokerId: id };
}

const NAME = 'broker';
