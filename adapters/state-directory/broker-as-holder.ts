import type { Holder } from '../../core/ports.ts';

/**
 * The holder of locks in the ledger that a broker of a state directory is. It has the broker's lock, and that is
 * only given when every earlier broker is provably dead: so an owner that is not itself can no longer be at work.
 */
export function brokerAsHolder(brokerId: string): Holder {
  return {
    id: brokerId,
    suspect: (lock, now) => lock.owner !== brokerId || now > lock.until,
  };
}
