import type { Milliseconds } from '../time.ts';

/** A fact about an issuer with the page, source file or thread that it was taken from. */
export interface Fact<T> {
  readonly value: T;
  /** Address of the source, or `assumed` for a careful default. */
  readonly source: string;
}

/** How a refresh token behaves when it is used (RFC 6749 section 6, RFC 9700 section 4.14). */
export type Rotation =
  /** The same refresh token stays good: a lost answer costs nothing. */
  | { readonly kind: 'never' }
  /** Every use brings a successor. `grace`: how long the old one still works after use; 0 for none. */
  | { readonly kind: 'always'; readonly grace: Milliseconds }
  /** Not known: treated as `always` without grace once a successor was seen. */
  | { readonly kind: 'unknown' };

/** What the issuer does when a consumed refresh token is presented again. */
export type Reuse = 'accepted' | 'refused' | 'revokesFamily' | 'revokesUser' | 'unknown';

/** A rule from which the end of a grant's life is forecast. */
export interface LifeRule {
  /** `consent`: counted from consent, use does not extend it. `idle`: counted from the last use. */
  readonly from: 'consent' | 'idle';
  readonly life: Milliseconds;
  /** Applies only to clients with this publishing status. */
  readonly publishingStatus?: 'testing' | 'production';
  /** For people: `Google ends grants of apps in Testing 7 days after consent`. */
  readonly because: string;
  readonly source: string;
}

/** How the account behind a fresh grant is proven at consent. */
export type Identity =
  | { readonly kind: 'idToken'; readonly claim: string }
  | { readonly kind: 'userinfo'; readonly endpoint: string; readonly path: string }
  | { readonly kind: 'none' };

/** The host that the endpoints of an issuer lie on, where it differs from customer to customer. */
export interface TenantDomain {
  /** For messages: `acme.okta.com`. */
  readonly example: string;
  /** The host that the endpoints name as they stand; absent: they hold `{domain}`, and every client has to name one. */
  readonly usual?: string;
}

/** What a preset states with a source, by its key. */
export type FactName =
  | 'issuer'
  | 'authorizationEndpoint'
  | 'tokenEndpoint'
  | 'revocationEndpoint'
  | 'introspectionEndpoint'
  | 'clientAuthentication'
  | 'pkce'
  | 'authorizationParameters'
  | 'addedScopes'
  | 'scopePrefix'
  | 'scopeSeparator'
  | 'accessTokenLife'
  | 'rotation'
  | 'reuse'
  | 'refreshEndsAccessToken'
  | 'lifeRules'
  | 'identity';

/** What is known of an issuer, as data. A declaration may override any endpoint. */
export interface Preset {
  /** The name users write in `issuer:`. */
  readonly name: string;
  readonly title: string;
  /** Present where a customer has a domain of its own, on which all endpoints lie. */
  readonly domain?: TenantDomain;
  /** Facts that nobody has seen stated by their source, which is where they ought to stand. People are told. */
  readonly unverified?: readonly FactName[];
  /** RFC 8414 issuer identifier, where the issuer publishes metadata. */
  readonly issuer?: Fact<string>;
  readonly authorizationEndpoint: Fact<string>;
  readonly tokenEndpoint: Fact<string>;
  readonly revocationEndpoint?: Fact<string>;
  readonly introspectionEndpoint?: Fact<string>;
  readonly clientAuthentication: Fact<'client_secret_post' | 'client_secret_basic' | 'none'>;
  readonly pkce: Fact<boolean>;
  /** Added to the authorization request, so that a refresh token is given: `access_type=offline`. */
  readonly authorizationParameters?: Fact<Readonly<Record<string, string>>>;
  /** Scopes added to every consent so that account and refresh token are provable: `openid`, `offline_access`. */
  readonly addedScopes?: Fact<readonly string[]>;
  /** Put before a scope that holds no colon or slash: `https://www.googleapis.com/auth/`. */
  readonly scopePrefix?: Fact<string>;
  readonly scopeSeparator?: Fact<' ' | ','>;
  readonly accessTokenLife?: Fact<Milliseconds>;
  readonly rotation: Fact<Rotation>;
  readonly reuse: Fact<Reuse>;
  /** Does a refresh end the access token before it? Then refreshing early costs the consumers theirs. */
  readonly refreshEndsAccessToken?: Fact<boolean>;
  readonly lifeRules: readonly LifeRule[];
  readonly identity: Fact<Identity>;
  /** What people should know, one sentence each. */
  readonly quirks: readonly string[];
}
