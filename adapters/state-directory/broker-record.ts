import { MINUTE, type Milliseconds } from '../../core/time.ts';
import type { LockHolder } from './lock-holder.ts';

/** The broker that holds a state directory, as others are told. */
export interface BrokerHolder extends Omit<LockHolder, 'id'> {
  /** Names this run of the broker; the owner in every lock that it takes. */
  readonly brokerId: string;
}

/** A broker opens its control socket within this time after it took the lock. */
export const LISTENS_WITHIN: Milliseconds = MINUTE;
