import type { ClientAuthentication, IssuerProfile } from '../issuer/endpoints.ts';
import type { Milliseconds } from '../time.ts';
import type { Proof } from './proof.ts';

/** Everything the flows need to know of one grant that is not state: the declaration, resolved. */
export interface GrantSpec {
  /** The grant's name in the declaration. */
  readonly name: string;
  readonly profile: IssuerProfile;
  /** What gives the right to a new access token, and so what a refresh sends. */
  readonly authority: Authority;
  /** Scopes that the grant must have, in the issuer's own spelling. */
  readonly scopes: readonly string[];
  /** Share of an access token's life after which it is refreshed, 0 to 0.95. */
  readonly refreshAfter: number;
  /** The grant is refreshed, and so proven alive, at least this often; null: only as its tokens need it. */
  readonly verifyEvery: Milliseconds | null;
  /** Names of the tokens that this grant feeds; at least one. */
  readonly tokens: readonly string[];
}

/** Where the right to a new access token comes from. */
export type Authority = ConsentAuthority | StandingAuthority;

/** A person's consent: a refresh sends the refresh token that it left in the store. */
export interface ConsentAuthority {
  readonly kind: 'consent';
  readonly client: ClientAuthentication;
  /** The account that must have consented; null: whichever did. */
  readonly account: string | null;
  /** Scopes that consent asks for: those of the grant and what the preset adds to make refresh token and account provable. */
  readonly consentScopes: readonly string[];
  /** Extra parameters of the refresh request. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A policy at the issuer: a refresh sends a proof that is made for it, and spends nothing. */
export interface StandingAuthority {
  readonly kind: 'standing';
  readonly proof: Proof;
}

export function isStanding({ authority }: Pick<GrantSpec, 'authority'>): boolean {
  return authority.kind === 'standing';
}
