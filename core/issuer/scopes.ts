/** OpenID Connect's own scopes, which every issuer spells the same and none prefixes. */
const UNPREFIXED = new Set(['openid', 'email', 'profile', 'offline_access']);

/** Google's basic profile scopes in both spellings; the Testing limit does not touch grants that hold nothing else. */
const BASIC_PROFILE = new Set([
  'openid',
  'email',
  'profile',
  'https://www.googleapis.com/auth/userinfo.email',
  'https://www.googleapis.com/auth/userinfo.profile',
]);

/**
 * Scopes as the issuer spells them: the prefix goes before every scope that holds neither colon nor slash.
 * Order is kept, repetitions are dropped.
 */
export function expandScopes(scopes: readonly string[], prefix: string | undefined): readonly string[] {
  return [...new Set(scopes.map((scope) => expandScope(scope, prefix)))];
}

function expandScope(scope: string, prefix: string | undefined): string {
  if (prefix === undefined || UNPREFIXED.has(scope) || /[:/]/.test(scope)) return scope;
  return `${prefix}${scope}`;
}

/** True when the scopes name the account and nothing more. False for no scopes at all. */
export function isBasicProfile(scopes: readonly string[]): boolean {
  return scopes.length > 0 && scopes.every((scope) => BASIC_PROFILE.has(scope));
}
