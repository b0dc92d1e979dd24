import type { ClientAuthenticationMethod, IssuerOverrides } from '../config/client-declaration.ts';
import { formatSpan, type Milliseconds } from '../time.ts';
import type { IssuerMetadata } from './discovery.ts';
import type { IssuerProfile } from './endpoints.ts';
import type { Identity, LifeRule } from './preset.ts';

/** An issuer as one client uses it: where to ask, what to add to a consent, and how the client proves itself. */
export interface ClientProfile extends IssuerProfile {
  /** Requested at consent beside the grant's own scopes. */
  readonly addedScopes: readonly string[];
  /** The method of issuer or declaration; `none` for a public client. */
  readonly authenticationMethod: ClientAuthenticationMethod;
}

/** The profile of an issuer that publishes metadata and of which nothing else is known. */
export function profileOfMetadata(metadata: IssuerMetadata): ClientProfile {
  const { scopesSupported = [], claimsSupported = [], authenticationMethods, ...endpoints } = metadata;
  const openid = scopesSupported.includes('openid');
  const claim = claimsSupported.includes('email') ? 'email' : 'sub';
  return {
    ...UNKNOWN_ISSUER,
    ...endpoints,
    // A server that does not know PKCE ignores it (RFC 7636 section 5).
    pkce: true,
    identity: openid ? { kind: 'idToken', claim } : { kind: 'none' },
    addedScopes: (openid ? ['openid', 'email', 'offline_access'] : ['offline_access']).filter((scope) =>
      scopesSupported.includes(scope),
    ),
    authenticationMethod: preferredMethod(authenticationMethods ?? ['client_secret_basic']),
  };
}

/** The profile of an issuer of which only its endpoints are known. */
export function profileOfEndpoints(endpoints: {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}): ClientProfile {
  return { ...UNKNOWN_ISSUER, ...endpoints };
}

/** Puts what the user declared over what preset or metadata say. */
export function override(profile: ClientProfile, overrides: IssuerOverrides): ClientProfile {
  const { grantLife, idleLife, accountClaim: claim, ...facts } = overrides;
  const declared = declaredRules({ grantLife, idleLife });
  return {
    ...profile,
    ...facts,
    lifeRules: declared.length > 0 ? declared : profile.lifeRules,
    ...identityOf(profile, { claim, userinfoEndpoint: facts.userinfoEndpoint }),
  };
}

/** What may be assumed of any issuer: every use may bring a successor, and nothing is known of reuse. */
const UNKNOWN_ISSUER = {
  name: 'generic',
  pkce: true,
  authorizationParameters: {},
  scopeSeparator: ' ',
  rotation: { kind: 'unknown' },
  reuse: 'unknown',
  refreshEndsAccessToken: false,
  lifeRules: [],
  identity: { kind: 'none' },
  addedScopes: [],
  // The one method that every server has to accept (RFC 6749 section 2.3.1).
  authenticationMethod: 'client_secret_basic',
} as const satisfies Partial<ClientProfile>;

function preferredMethod(supported: readonly string[]): ClientAuthenticationMethod {
  const methods = ['client_secret_basic', 'client_secret_post', 'none'] as const;
  return methods.find((method) => supported.includes(method)) ?? 'client_secret_basic';
}

function declaredRules(lives: {
  readonly grantLife: Milliseconds | undefined;
  readonly idleLife: Milliseconds | undefined;
}): readonly LifeRule[] {
  const rules: LifeRule[] = [];
  if (lives.grantLife !== undefined) {
    const because = `declared: a grant ends ${formatSpan(lives.grantLife)} after consent`;
    rules.push({ from: 'consent', life: lives.grantLife, because, source: 'declaration' });
  }
  if (lives.idleLife !== undefined) {
    const because = `declared: a grant ends when it is not used for ${formatSpan(lives.idleLife)}`;
    rules.push({ from: 'idle', life: lives.idleLife, because, source: 'declaration' });
  }
  return rules;
}

/** A declared claim makes the ID token the proof; a declared userinfo address moves the preset's proof there. */
function identityOf(
  profile: ClientProfile,
  declared: { readonly claim: string | undefined; readonly userinfoEndpoint: string | undefined },
): { readonly identity: Identity; readonly addedScopes: readonly string[] } {
  const { identity, addedScopes } = profile;
  if (declared.claim !== undefined) {
    return {
      identity: { kind: 'idToken', claim: declared.claim },
      addedScopes: [...new Set(['openid', ...addedScopes])],
    };
  }
  if (identity.kind === 'userinfo' && declared.userinfoEndpoint !== undefined) {
    return { identity: { ...identity, endpoint: declared.userinfoEndpoint }, addedScopes };
  }
  return { identity, addedScopes };
}
