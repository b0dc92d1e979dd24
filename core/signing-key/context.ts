import type { EventType, EvergrantEvent } from '../event.ts';
import type { Ports } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import type { SigningAlgorithm } from './algorithm.ts';
import type { Signer } from './signer.ts';

/** The declaration of one signing key, as its flows need it. */
export interface SigningKeySpec {
  readonly name: string;
  readonly algorithm: SigningAlgorithm;
  readonly rotateEvery: Milliseconds;
  /** How long verifiers may keep the published keys without asking again. */
  readonly verifierCache: Milliseconds;
  /** Names of the tokens that it signs. */
  readonly tokens: readonly string[];
}

export type SigningKeyPorts = Pick<
  Ports,
  'secrets' | 'ledger' | 'clock' | 'random' | 'digest' | 'announce' | 'holder'
> & { readonly signer: Signer };

/** What every flow on one signing key gets: the outside world and the key's declaration. */
export interface SigningKeyContext {
  readonly ports: SigningKeyPorts;
  readonly spec: SigningKeySpec;
}

/** Announces something that happened to this key. */
export function tellOfSigningKey(
  { ports, spec }: SigningKeyContext,
  type: EventType,
  fields: Omit<EvergrantEvent, 'schema' | 'at' | 'type' | 'credential'> = {},
): void {
  ports.announce.event({ schema: 1, at: ports.clock.now(), type, credential: spec.name, ...fields });
}
