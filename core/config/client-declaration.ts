import type { Preset, Reuse, Rotation } from '../issuer/preset.ts';
import type { Milliseconds } from '../time.ts';

/** A client (RFC 6749 section 2) at one issuer. */
export interface ClientDeclaration {
  readonly name: string;
  readonly issuer: IssuerDeclaration;
  readonly credentials: ClientCredentials;
  /** Overrides the method of preset or discovery document. */
  readonly authentication: ClientAuthenticationMethod | undefined;
  /** `installed`: consent comes back to a loopback address; `web`: to a registered one. */
  readonly type: 'installed' | 'web';
  /** Google's word for it; a grant of a client in `testing` ends after 7 days. undefined: the user did not say. */
  readonly publishingStatus: 'testing' | 'production' | undefined;
  /** Added to every request to the token endpoint. Never a secret. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type ClientAuthenticationMethod = 'client_secret_post' | 'client_secret_basic' | 'none';

/** Where client id and secret are; the secret is read when it is needed and never held here. */
export type ClientCredentials =
  | { readonly kind: 'public'; readonly clientId: string }
  | { readonly kind: 'secretFile'; readonly clientId: string; readonly path: string }
  | { readonly kind: 'environment'; readonly clientId: string; readonly variable: string }
  /** Google's download: `{"installed": {"client_id": …}}` or `{"web": …}`. */
  | { readonly kind: 'credentialsFile'; readonly path: string };

/** The authorization server of a client: a base and what the user knows better. */
export interface IssuerDeclaration {
  readonly base:
    | { readonly kind: 'preset'; readonly preset: Preset }
    /** Address of a metadata document (RFC 8414, OpenID Connect Discovery) or the issuer identifier before it. */
    | { readonly kind: 'discovery'; readonly url: string }
    | {
        readonly kind: 'explicit';
        readonly authorizationEndpoint: string;
        readonly tokenEndpoint: string;
      };
  readonly overrides: IssuerOverrides;
}

/** Facts that win over preset and discovery document. An absent key overrides nothing. */
export interface IssuerOverrides {
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly revocationEndpoint?: string;
  readonly introspectionEndpoint?: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly pkce?: boolean;
  readonly scopeSeparator?: ' ' | ',';
  readonly accessTokenLife?: Milliseconds;
  readonly rotation?: Rotation;
  readonly reuse?: Reuse;
  readonly refreshEndsAccessToken?: boolean;
  /** A grant ends this long after consent, however it is used. */
  readonly grantLife?: Milliseconds;
  /** A grant ends when it is not used for this long. */
  readonly idleLife?: Milliseconds;
  /** Claim of the ID token that names the account. */
  readonly accountClaim?: string;
}
