import type { Instant } from '../time.ts';

/** A token that was minted. It names the token; it does not hold it. */
export interface MintedToken {
  readonly generation: number;
  readonly intentId: string;
  /** Where it lies in the secret `token/NAME`. */
  readonly versionId: string;
  /** `jti`. */
  readonly id: string;
  readonly kid: string;
  /** First 12 hex digits of the token's SHA-256. */
  readonly fingerprint: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** Fingerprint of everything that the declaration said of it: another one makes it outdated. */
  readonly template: string;
}

/** The ledger item of the tokens of one agent. It never holds a secret. */
export interface AgentTokenState {
  readonly schema: 1;
  /** The token in force. */
  readonly settled: MintedToken | null;
  /** Tokens before it that have not expired, oldest first. */
  readonly outstanding: readonly MintedToken[];
  /** When a consumer last fetched or proved a token, to the minute; null: never. */
  readonly lastUsedAt: Instant | null;
  /** Highest generation known to be projected and delivered. */
  readonly announced: number;
  /** When a consumer was last refused with a token that was too young to be replaced; null: never. */
  readonly refusedAt: Instant | null;
  /** Versions that are no longer in force and are still stored. */
  readonly superseded: readonly string[];
}

export const NO_AGENT_TOKEN: AgentTokenState = {
  schema: 1,
  settled: null,
  outstanding: [],
  lastUsedAt: null,
  announced: 0,
  refusedAt: null,
  superseded: [],
};

/** The words that `status` shows for the tokens of an agent. `asleep`: expired, and nobody has asked since. */
export const AGENT_TOKEN_STATES = ['noToken', 'healthy', 'asleep', 'refused'] as const;

export type AgentTokenWord = (typeof AGENT_TOKEN_STATES)[number];
