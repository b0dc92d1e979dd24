import { Fault } from '../../core/fault.ts';

/** A file of the state directory whose bytes are not what was written. */
export interface Damage {
  /** What it belongs to: `ledger/grant/crew-sheets`. */
  readonly name: string;
  /** The damaged files; they stay where they are, as evidence. */
  readonly paths: readonly string[];
  /** Was something newer lost than the last good value? */
  readonly behind: boolean;
}

/** Told of every damage that was got over with a last good value. */
export type OnDamage = (damage: Damage) => void;

/** The newest state cannot be read, and going on with an older one might send a refresh token twice. */
export function stateDamaged(damage: Damage, remedy: string): Fault {
  return new Fault({
    code: 'StateDamaged',
    message: `${damage.name}: the newest state is damaged (${damage.paths.join(', ')}); the last good one is kept beside it`,
    remedy,
  });
}

/** The bytes are sound, and this version cannot make sense of them. */
export function stateFromOtherVersion(name: string): Fault {
  return new Fault({
    code: 'StateFromOtherVersion',
    message: `${name}: another version of evergrant wrote this state, in a form that this one does not know`,
    remedy: 'run the version that wrote it, or a newer one',
  });
}
