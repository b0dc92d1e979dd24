import type { SecretText } from '../secret-text.ts';
import type { Milliseconds } from '../time.ts';
import type { Identity, LifeRule, Reuse, Rotation } from './preset.ts';

/** A client (RFC 6749 section 2) with what proves it at the token endpoint. */
export interface ClientAuthentication {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: SecretText;
  readonly method: 'client_secret_post' | 'client_secret_basic' | 'none';
}

/** An issuer ready for use: preset, discovery document and declaration merged. */
export interface IssuerProfile {
  /** Preset name, or `generic`; the classifier's overrides go by it. */
  readonly name: string;
  /** RFC 8414 issuer identifier; ID tokens must carry it. */
  readonly issuer?: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly introspectionEndpoint?: string;
  readonly revocationEndpoint?: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly pkce: boolean;
  readonly authorizationParameters: Readonly<Record<string, string>>;
  readonly scopeSeparator: ' ' | ',';
  readonly accessTokenLife?: Milliseconds;
  readonly rotation: Rotation;
  readonly reuse: Reuse;
  readonly refreshEndsAccessToken: boolean;
  readonly lifeRules: readonly LifeRule[];
  readonly identity: Identity;
}
