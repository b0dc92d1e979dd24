import { plainWords } from './plain-words.ts';
import type { ReasonName } from './reasons.ts';
import type { Where } from './signals.ts';

/**
 * Codes that one error name covers many causes with: they speak only when neither a finer code nor a description did.
 * RFC 6749 section 5.2, RFC 6750 section 3.1, RFC 8693 section 2.2.2, and what APIs made of them. Keys in lower case.
 */
const WEAK_CODES: Readonly<
  Record<string, ReasonName | { readonly token: ReasonName; readonly else: ReasonName }>
> = {
  invalid_grant: 'GrantRefused',
  invalidgrant: 'GrantRefused',
  invalidgranterror: 'GrantRefused',
  invalidgrantexception: 'GrantRefused',
  invalid_client: 'ClientRefused',
  invalidclient: 'ClientRefused',
  invalidclienterror: 'ClientRefused',
  unauthorized_client: 'ClientNotAllowed',
  unauthorizedclient: 'ClientNotAllowed',
  unauthorizedclienterror: 'ClientNotAllowed',
  unsupported_grant_type: 'GrantTypeRefused',
  unsupported_response_type: 'GrantTypeRefused',
  invalid_scope: 'ScopeInvalid',
  invalid_target: 'AudienceInvalid',
  invalid_resource: 'AudienceInvalid',
  invalid_dpop_proof: 'AssertionInvalid',
  invalid_request: { token: 'RequestMalformed', else: 'BadRequestUnrelated' },
  invalid_request_error: { token: 'RequestMalformed', else: 'BadRequestUnrelated' },
  access_denied: { token: 'ConsentDenied', else: 'AccessForbidden' },
  invalid_token: { token: 'RefreshTokenRefused', else: 'AccessTokenRefused' },
  unauthorized: { token: 'GrantRefused', else: 'AccessTokenRefused' },
  // RFC 8628 section 3.5: the device code; elsewhere some APIs name their access token so
  expired_token: { token: 'DeviceCodeExpired', else: 'AccessTokenExpired' },
  server_error: 'ServerError',
  temporarily_unavailable: 'ServerUnavailable',
  unavailable: 'ServerUnavailable',
  insufficient_scope: 'ScopeMissing',
  insufficient_permissions: 'ScopeMissing',
  permission_error: 'ScopeMissing',
  permission_denied: 'AccessForbidden',
  forbidden: 'AccessForbidden',
  accessdenied: 'AccessForbidden',
  accessdeniedexception: 'AccessForbidden',
  unauthorizedoperation: 'AccessForbidden',
  authentication_error: 'AccessTokenRefused',
  authorization_requestdenied: 'ScopeMissing',
  unauthenticated: 'AccessTokenRefused',
  invalid_session_id: 'AccessTokenRefused',
  invalidauthenticationtoken: 'AccessTokenRefused',
  notauthorizedexception: { token: 'GrantRefused', else: 'AccessTokenRefused' },
  invalid_auth: 'AccessTokenRefused',
  // Meta: an access token that expired, was revoked or never was one
  190: 'AccessTokenRefused',
  signaturedoesnotmatch: 'KeyInvalid',
  invalidsignatureexception: 'KeyInvalid',
  invalid_argument: 'BadRequestUnrelated',
  resource_exhausted: 'RateLimited',
  badrequest: 'BadRequestUnrelated',
  message_only: 'GrantRefused',
};

/** Is this a code whose detail must come from elsewhere? */
export function isWeakCode(code: string): boolean {
  return entryOf(code) !== undefined;
}

/** What such a code means when nothing finer was said, or null when it is not one. */
export function meaningOfWeakCode(code: string, where: Where): ReasonName | null {
  const found = entryOf(code);
  if (found === undefined) return null;
  if (typeof found === 'string') return found;
  return where === 'token_endpoint' ? found.token : found.else;
}

/** `PermissionDenied` and `permission-denied` are `permission_denied`. */
function entryOf(code: string): (typeof WEAK_CODES)[string] | undefined {
  const lower = code.toLowerCase();
  if (Object.hasOwn(WEAK_CODES, lower)) return WEAK_CODES[lower];
  const spelled = plainWords(code).replaceAll(' ', '_');
  return Object.hasOwn(WEAK_CODES, spelled) ? WEAK_CODES[spelled] : undefined;
}
