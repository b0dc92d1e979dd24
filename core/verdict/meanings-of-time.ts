import type { Meaning } from './meaning.ts';
import { about, either } from './phrases.ts';

/** Signed times outside the accepted range: a wrong clock; unless it is plain expiry. */
export const MEANINGS_OF_TIME: readonly Meaning[] = [
  {
    says: either(
      /certificate (?:is )?not yet valid/,
      /cert not yet valid/,
      /certificate has expired or is not yet valid[^;]{0,60} is before/,
    ),
    reason: 'CertificateNotYetValid',
  },
  { says: /certificate (?:has |is )?expired|cert has expired/, reason: 'CertificateExpired' },
  {
    says: either(
      /\bexp claim timestamp check failed/,
      /token used too late/,
      /(?:token|session)s? (?:has |is )?expired or (?:is )?not yet valid/,
    ),
    reason: 'AccessTokenExpired',
  },
  {
    says: /\bclock\b|\bskew(?:ed)?\b|reasonable time ?frame|valid time range|used too early/,
    reason: 'ClockSkew',
  },
  {
    says: either(
      /not yet valid|not valid yet/,
      /not yet current/,
      /(?:jwt|token) (?:is )?not active yet/,
      /jwt not active/,
      /issued in the future/,
      /must not be (?:accepted|used|processed) before|premature jwt/,
      /too far in the (?:future|past)/,
      /(?:is|was) in the future/,
    ),
    reason: 'ClockSkew',
  },
  {
    says: /(?:\b(?:iat|nbf|exp)\b|issued at|expiration time) ?[^.]{0,50}\b(?:claim|future|past|must be|too (?:large|small|early|late)|out of range)|\b(?:check|invalid) (?:the |your )?(?:iat|nbf|exp)\b/,
    reason: 'ClockSkew',
  },
  {
    says: either(
      /signature expired: /,
      /request (?:has )?expired/,
      /current time is too large/,
      /timestamp[^.]{0,60}(?:outside|ahead|not within|out of|too old)/,
    ),
    reason: 'ClockSkew',
  },
  {
    where: 'token_endpoint',
    says: /\b(?:subject|id) token\b[^.]{0,60}(?:expired|stale)/,
    reason: 'AccessTokenExpired',
  },
  { where: 'token_endpoint', says: /\b(?:assertion|jwt)\b[^.]{0,40}expired/, reason: 'ClockSkew' },
];

/** Expiry of what a refresh renews. */
export const MEANINGS_OF_EXPIRY: readonly Meaning[] = [
  {
    says: either(
      /expired\b[^.]{0,40}\b(?:and|but)\b[^.]{0,40}\b(?:refresh|renew)[a-z ]{0,20}\b(?:failed|fails|rejected|refused|impossible|not possible)/,
      /expired\b[^.]{0,40}\b(?:could not|couldnt|cannot|can not|failed to|unable to) (?:be )?(?:refresh|renew)/,
      /\b(?:unable|failed|could not|cannot|couldnt) (?:to )?renew (?:the |your |an? )?expired/,
    ),
    reason: 'RefreshFailed',
  },
  {
    where: 'token_endpoint',
    says: about('token', 'expired'),
    unless: /\b(?:access|id|oauth) token/,
    reason: 'RefreshTokenExpired',
  },
  { says: about('accessToken', 'expired'), reason: 'AccessTokenExpired' },
  { says: about('token', 'expired'), reason: 'AccessTokenExpired' },
  { says: /\bsignature has expired|expired signature/, reason: 'AccessTokenExpired' },
  { where: 'token_endpoint', says: about('session', 'expired'), reason: 'SignInRequired' },
  { says: about('session', 'expired'), reason: 'AccessTokenExpired' },
];
