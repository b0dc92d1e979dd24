import type { Unavailable } from '../broker.ts';
import type { SecretText } from '../secret-text.ts';
import type { Milliseconds } from '../time.ts';
import type { MintedToken } from './state.ts';

/** What somebody wants of a look at the tokens of an agent. */
export type AgentTokenDemand =
  /** What is due by itself. */
  | { readonly kind: 'tick' }
  /** A token that lives that much longer at least. */
  | { readonly kind: 'token'; readonly minValid: Milliseconds }
  /** Another token than the one with this fingerprint, which a resource refused. */
  | { readonly kind: 'replace'; readonly unlessFingerprint: string };

/** How a look at the tokens of an agent ended. */
export type AgentTokenOutcome =
  /** `minted`: by this look. `fresh`: the one in force is good enough. */
  | {
      readonly kind: 'minted' | 'fresh';
      readonly token: MintedToken;
      readonly accessToken: SecretText;
    }
  /** Of a tick: no token is in force, and none is minted before somebody asks. */
  | { readonly kind: 'asleep' }
  | Unavailable;
