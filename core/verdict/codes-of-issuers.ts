import { MICROSOFT_CODES } from './codes-of-microsoft.ts';
import { isWeakCode } from './codes-without-detail.ts';
import type { ReasonName } from './reasons.ts';

/** Codes that mislead when read as words, whoever sends them. Keys in lower case. */
const COMMON_CODES: Readonly<Record<string, ReasonName>> = {
  // RFC 8628 section 3.5, RFC 9449 section 8, OpenID Connect Core section 3.1.2.6
  authorization_pending: 'ConsentPending',
  slow_down: 'RateLimited',
  use_dpop_nonce: 'NonceRequired',
  interaction_required: 'SignInRequired',
  login_required: 'SignInRequired',
  consent_required: 'ConsentMissing',
  account_selection_required: 'SignInRequired',
  mfa_required: 'MfaRequired',
  internal_failure: 'ServerError',
  internal_error: 'ServerError',
  backenderror: 'ServerError',
  // AWS: a pair of keys that no longer exists; the text speaks of a token that was never there
  invalidclienttokenid: 'ApiKeyRefused',
  unrecognizedclientexception: 'ApiKeyRefused',
  invalidaccesskeyid: 'ApiKeyRefused',
  // AWS STS: a web identity whose signature, issuer or audience is wrong
  invalididentitytoken: 'AssertionInvalid',
  requestexpired: 'ClockSkew',
  requesttimetooskewed: 'ClockSkew',
  expiredtoken: 'AccessTokenExpired',
  expiredtokenexception: 'AccessTokenExpired',
  tokenrefreshrequired: 'AccessTokenExpired',
  invalid_rapt: 'SessionControl',
  rapt_required: 'SessionControl',
  token_inactive: 'AccessTokenRefused',
  credentials_missing: 'CredentialMissing',
  not_authed: 'CredentialMissing',
  invalid_api_key: 'ApiKeyRefused',
  api_key_invalid: 'ApiKeyRefused',
  refresh_token_invalidated: 'RefreshTokenRevoked',
  bad_refresh_token: 'RefreshTokenRefused',
  bad_verification_code: 'AuthorizationCodeRefused',
  incorrect_client_credentials: 'ClientRefused',
  invalid_client_id: 'ClientUnknown',
  deleted_client: 'ClientUnknown',
  disabled_client: 'ClientUnknown',
  org_internal: 'ClientNotAllowed',
  admin_policy_enforced: 'AdminPolicy',
  policy_enforced: 'AdminPolicy',
  redirect_uri_mismatch: 'RedirectUriMismatch',
  account_inactive: 'AccountGone',
  access_token_scope_insufficient: 'ScopeMissing',
  insufficientpermissions: 'ScopeMissing',
  quotaexceeded: 'QuotaExhausted',
  ratelimitexceeded: 'RateLimited',
  userratelimitexceeded: 'RateLimited',
  insufficient_claims: 'SignInRequired',
  context_length_exceeded: 'BadRequestUnrelated',
  overloaded_error: 'ServerUnavailable',
};

/** What a code means at one issuer only. Keys in lower case; numbers as text. */
const ISSUER_CODES: Readonly<Record<string, Readonly<Record<string, ReasonName>>>> = {
  microsoft: MICROSOFT_CODES,
  google: {
    forbidden: 'BadRequestUnrelated',
    domainpolicy: 'AdminPolicy',
    dailylimitexceeded: 'QuotaExhausted',
    autherror: 'AccessTokenRefused',
    required: 'CredentialMissing',
  },
  slack: {
    invalid_auth: 'ApiKeyRefused',
    token_expired: 'AccessTokenExpired',
    access_denied: 'AdminPolicy',
    ekm_access_denied: 'AdminPolicy',
    team_access_not_granted: 'AdminPolicy',
    org_login_required: 'SignInRequired',
    no_permission: 'ScopeMissing',
    not_allowed_token_type: 'TenantMismatch',
  },
  zoho: {
    'access denied': 'RateLimited',
    access_denied: 'RateLimited',
    invalid_code: 'RefreshTokenRefused',
    invalid_token: 'AccessTokenRefused',
    7209: 'RateLimited',
  },
  zoom: { 124: 'AccessTokenExpired', 4711: 'ScopeMissing', 4700: 'RefreshTokenRefused' },
  linkedin: { 65600: 'AccessTokenRefused', 65601: 'AccessTokenRevoked', 65602: 'AccessTokenExpired' },
  // A channel permission, not the bot's credential
  discord: { 50001: 'AccessForbidden', 50013: 'AccessForbidden', 20028: 'RateLimited' },
  xero: { authenticationunsuccessful: 'TenantMismatch' },
  okta: { e0000011: 'ApiKeyRefused', e0000015: 'ScopeMissing', e0000047: 'RateLimited' },
  // Subcodes first; 190 alone covers expiry, revocation and a changed password: its words tell
  meta: {
    458: 'AccessTokenRevoked',
    459: 'SignInRequired',
    460: 'PasswordChanged',
    463: 'AccessTokenExpired',
    464: 'SignInRequired',
    4: 'RateLimited',
    17: 'RateLimited',
    32: 'RateLimited',
    613: 'RateLimited',
    10: 'ScopeMissing',
    100: 'BadRequestUnrelated',
  },
  openai: { token_invalidated: 'AccessTokenRevoked' },
};

/** Other names under which programs know an issuer. */
const ALIASES: Readonly<Record<string, string>> = {
  azure: 'microsoft',
  azuread: 'microsoft',
  entra: 'microsoft',
  facebook: 'meta',
  instagram: 'meta',
};

/** Words that mean something at one issuer only, over plain words. Asked before the general meanings. */
const ISSUER_WORDS: Readonly<
  Record<string, readonly { readonly says: RegExp; readonly reason: ReasonName }[]>
> = {
  google: [{ says: /account not found/, reason: 'SubjectUnknown' }],
  salesforce: [{ says: /^authentication failure/, reason: 'ClientRefused' }],
  zoho: [{ says: /^access denied/, reason: 'RateLimited' }],
  // Their 401 for a wrong secret says only this
  auth0: [{ says: /^unauthorized$/, reason: 'ClientRefused' }],
};

/** Issuers whose codes or words mean something of their own, so that naming one changes a verdict. */
export const ISSUERS_WITH_CODES: readonly string[] = [
  ...new Set([ISSUER_CODES, ISSUER_WORDS, ALIASES].flatMap((table) => Object.keys(table))),
].sort();

/** What a code means by itself at an issuer, or null when only its words or its company can tell. */
export function meaningOfCode(code: string, issuer: string): ReasonName | null {
  const key = code.toLowerCase();
  return lookUp(ofIssuer(ISSUER_CODES, issuer), key) ?? lookUp(COMMON_CODES, key);
}

/** Is the code in any table, so that whoever prints it speaks of credentials? */
export function isKnownCode(code: string, issuer: string): boolean {
  return isWeakCode(code) || meaningOfCode(code, issuer) !== null;
}

/** What words mean at this issuer only, or null. */
export function meaningAtIssuer(words: string, issuer: string): ReasonName | null {
  return ofIssuer(ISSUER_WORDS, issuer)?.find(({ says }) => says.test(words))?.reason ?? null;
}

function ofIssuer<Table>(tables: Readonly<Record<string, Table>>, issuer: string): Table | undefined {
  const name = Object.hasOwn(ALIASES, issuer) ? (ALIASES[issuer] ?? issuer) : issuer;
  return Object.hasOwn(tables, name) ? tables[name] : undefined;
}

function lookUp(table: Readonly<Record<string, ReasonName>> | undefined, key: string): ReasonName | null {
  return table !== undefined && Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}
