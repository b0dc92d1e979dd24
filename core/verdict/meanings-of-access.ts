import type { Meaning } from './meaning.ts';
import { about, either } from './phrases.ts';

/** What a token may do. */
export const MEANINGS_OF_SCOPE: readonly Meaning[] = [
  {
    says: either(
      /insufficient (?:[a-z]+ )?(?:scopes?|permissions?|privileges?)/,
      /missing (?:[a-z]+ )?scopes?/,
      /not configured with (?:[a-z0-9]+ ){0,5}permissions?/,
      /scopes? (?:mismatch|requirement|missing|does not match|do not match)/,
      /\bmissing\b[a-z :]{0,40}permission/,
      /not contain scopes/,
      /access token scope insufficient/,
      /scope to access/,
    ),
    reason: 'ScopeMissing',
  },
  {
    says: either(
      /not accessible by/,
      /not authori[sz]ed to perform/,
      /(?:do|does) not have (?:the )?(?:[a-z]+ ){0,2}permission/,
      /lacks? (?:the )?(?:required )?(?:[a-z]+ )?(?:scope|permission|privilege)/,
      /permission denied on resource/,
      /requires? (?:one of )?(?:the )?(?:[a-z.:/]+ )?scopes?\b/,
      /not (?:been )?granted the (?:[a-z]+ )?(?:scope|permission)/,
    ),
    reason: 'ScopeMissing',
  },
  { says: about('scope', 'invalid'), unless: /missing permissions/, reason: 'ScopeInvalid' },
];

/** Keys and tokens that a resource, or an issuer, did not take. */
export const MEANINGS_OF_ACCESS: readonly Meaning[] = [
  { says: about('key', 'invalid'), reason: 'ApiKeyRefused' },
  { says: about('key', 'expired'), reason: 'ApiKeyRefused' },
  { says: about('key', 'revoked'), reason: 'ApiKeyRefused' },
  { says: about('key', 'gone'), reason: 'ApiKeyRefused' },
  { where: 'token_endpoint', says: about('token', 'revoked'), reason: 'RefreshTokenRevoked' },
  { says: about('accessToken', 'revoked'), reason: 'AccessTokenRevoked' },
  { says: about('token', 'revoked'), reason: 'AccessTokenRevoked' },
  { where: 'token_endpoint', says: about('session', 'revoked'), reason: 'SignInRequired' },
  { where: 'token_endpoint', says: about('session', 'invalid'), reason: 'SignInRequired' },
  { says: about('session', 'revoked'), reason: 'AccessTokenRevoked' },
  {
    where: 'token_endpoint',
    says: about('token', 'invalid'),
    unless: /\b(?:access|id) token|authenticat/,
    reason: 'RefreshTokenRefused',
  },
  {
    where: 'token_endpoint',
    says: /token (?:is )?not active|value passed for the token/,
    reason: 'RefreshTokenRefused',
  },
  { says: /token (?:parsing|validation) failed|error validating access token/, reason: 'AccessTokenRefused' },
  { says: about('accessToken', 'invalid'), reason: 'AccessTokenRefused' },
  { says: about('token', 'invalid'), reason: 'AccessTokenRefused' },
  { says: about('session', 'invalid'), reason: 'AccessTokenRefused' },
];
