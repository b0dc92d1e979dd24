import type { EventType, EvergrantEvent } from '../event.ts';
import type { Ports } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import type { Rotator } from './rotator.ts';

/** The declaration of one API key, resolved for the flows. */
export interface KeySpec {
  readonly name: string;
  /** Names of the tokens that hand it out; at least one. */
  readonly tokens: readonly string[];
  /** null: a person replaces this key. */
  readonly rotation: RotationSpec | null;
}

export interface RotationSpec {
  readonly rotateEvery: Milliseconds;
  /** How long the old key works beside the new one. */
  readonly overlap: Milliseconds;
  /** How often the issuer is asked whether the key in force still lives. */
  readonly verifyEvery: Milliseconds;
  /** What a new key may do; null: what the old one may. */
  readonly scopes: readonly string[] | null;
}

/** Who still depends on a key that is to go. */
export interface Adoption {
  /** Sinks that do not hold the key in force, and consumers whose last proof was of the key with this fingerprint. */
  holdouts(
    key: string,
    fingerprint: string,
  ): Promise<{ sinks: readonly string[]; consumers: readonly string[] }>;
}

export type KeyPorts = Pick<
  Ports,
  'secrets' | 'ledger' | 'clock' | 'random' | 'digest' | 'announce' | 'delivery' | 'holder'
> & {
  readonly adoption: Adoption;
  /** null: this key has no issuer that makes another. */
  readonly rotator: Rotator | null;
};

/** What every flow on one API key gets: the outside world and the key's declaration. */
export interface KeyContext {
  readonly ports: KeyPorts;
  readonly spec: KeySpec;
}

/** Announces something that happened to this key. */
export function tellOfKey(
  { ports, spec }: KeyContext,
  type: EventType,
  fields: Omit<EvergrantEvent, 'schema' | 'at' | 'type' | 'credential'> = {},
): void {
  ports.announce.event({ schema: 1, at: ports.clock.now(), type, credential: spec.name, ...fields });
}
