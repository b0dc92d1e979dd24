import type { SigningAlgorithm } from '../signing-key/algorithm.ts';
import type { Milliseconds } from '../time.ts';

/** A key pair of ours that signs the tokens of agents. Its public half is published; its private half never leaves the broker. */
export interface SigningKeyDeclaration {
  readonly kind: 'signing-key';
  readonly name: string;
  readonly algorithm: SigningAlgorithm;
  /** `iss` of every token that it signs: an address below which verifiers find the published keys. No other key has it. */
  readonly issuer: string;
  /** How long a key signs before its successor does. */
  readonly rotateEvery: Milliseconds;
  /** How long verifiers may keep the published keys without asking again: a new key signs only after it. */
  readonly verifierCache: Milliseconds;
}
