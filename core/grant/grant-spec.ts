import type { ClientAuthentication, IssuerProfile } from '../issuer/endpoints.ts';
import type { Milliseconds } from '../time.ts';

/** Everything the flows need to know of one grant that is not state: the declaration, resolved. */
export interface GrantSpec {
  /** The grant's name in the declaration. */
  readonly name: string;
  readonly profile: IssuerProfile;
  readonly client: ClientAuthentication;
  /** The account that must have consented; null: whichever did. */
  readonly account: string | null;
  /** Scopes that consent must have given, in the issuer's own spelling. */
  readonly scopes: readonly string[];
  /** Scopes that consent asks for: the ones above and what the preset adds to make refresh token and account provable. */
  readonly consentScopes: readonly string[];
  /** Share of an access token's life after which it is refreshed, 0 to 0.95. */
  readonly refreshAfter: number;
  /** The grant is refreshed, and so proven alive, at least this often; null: only as its tokens need it. */
  readonly verifyEvery: Milliseconds | null;
  /** Names of the tokens that this grant feeds; at least one. */
  readonly tokens: readonly string[];
  /** Extra parameters of the refresh request. */
  readonly parameters: Readonly<Record<string, string>>;
}
