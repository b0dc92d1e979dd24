import type { Milliseconds } from '../time.ts';
import type { SigningKeyDeclaration } from './signing-key-declaration.ts';

/** Tokens that we sign ourselves, for an agent that outlives each of them. */
export interface AgentTokenDeclaration {
  readonly kind: 'agent-token';
  /** Its token has the same name. */
  readonly name: string;
  readonly key: SigningKeyDeclaration;
  /** From `iat` to `exp`. Never without an end. */
  readonly lifetime: Milliseconds;
  /** Never empty. One is written as text, more as a list (RFC 7519 section 4.1.3). */
  readonly audience: readonly [string, ...string[]];
  readonly subject: string;
  /** What else every token says; none of the names that we set ourselves. */
  readonly claims: Readonly<Record<string, ClaimValue>>;
  readonly renew: RenewalPolicy;
}

export type ClaimValue = string | number | boolean;

/** When a token is replaced by a fresh one, beside whoever asks for one and finds it too old. */
export const RENEWAL_POLICIES = ['onUse', 'whileActive', 'always'] as const;

/**
 * `onUse`: never by itself. `whileActive`: at two thirds of its life, if somebody used it since it was minted.
 * `always`: at two thirds of its life, for readers of files, whom nobody sees.
 */
export type RenewalPolicy = (typeof RENEWAL_POLICIES)[number];
