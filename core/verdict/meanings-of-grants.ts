import type { Meaning } from './meaning.ts';
import { about, either } from './phrases.ts';

/** A dead refresh token or grant, and why it died. */
export const MEANINGS_OF_GRANTS: readonly Meaning[] = [
  { says: about('refreshToken', 'reused'), reason: 'RefreshTokenReused' },
  {
    says: either(
      /due to inactivity/,
      /was inactive for/,
      /(?:token|grant)[^.]{0,40}\b(?:unused|not (?:been )?used|idle) /,
    ),
    unless: /access token/,
    reason: 'InactivityExpired',
  },
  {
    says: /\brapt\b|reauth related|sign in frequency|session control|session length/,
    reason: 'SessionControl',
  },
  { says: about('refreshToken', 'invalid'), reason: 'RefreshTokenRefused' },
  { says: about('refreshToken', 'revoked'), reason: 'RefreshTokenRevoked' },
  { says: about('refreshToken', 'expired'), reason: 'RefreshTokenExpired' },
  {
    says: either(
      /refresh token (?:is )?(?:disabled|deleted|no longer|has been (?:removed|rotated))/,
      /requires? an? (?:active|valid|working) refresh token/,
    ),
    reason: 'RefreshTokenRefused',
  },
  {
    says: either(
      /\bno (?:access,? (?:or )?)?refresh token/,
      /(?:must specify|missing fields?|necessary fields)[^.]{0,80}refresh(?: the access)? token/,
      /without (?:a )?refresh token/,
      /refresh token is not set/,
      /does not have a refresh token/,
    ),
    reason: 'RefreshTokenMissing',
  },
  { says: about('refreshToken', 'missing'), reason: 'RefreshTokenMissing' },
  { says: about('code', 'reused'), reason: 'AuthorizationCodeRefused' },
  { says: about('code', 'expired'), reason: 'AuthorizationCodeRefused' },
  { says: about('code', 'invalid'), reason: 'AuthorizationCodeRefused' },
  { says: /authori[sz]ation code\b[^.]{0,20} expired/, reason: 'AuthorizationCodeRefused' },
  {
    says: /\b(?:authori[sz]ation|provided|access) grant\b[^.]{0,80}\b(?:invalid|expired|revoked)|\bgrant (?:has been |was |is )(?:revoked|expired|not found)/,
    reason: 'RefreshTokenRefused',
  },
  {
    where: 'token_endpoint',
    says: /\bauthori[sz]ation (?:has |was |is )?(?:been )?(?:expired|revoked)/,
    reason: 'RefreshTokenRefused',
  },
  { says: /invalid (?:token )?family|token family/, reason: 'RefreshTokenReused' },
  {
    says: /\b(?:user|owner|member|person|customer) (?:has )?(?:revoked|removed|withdrawn) (?:the |its |their |your )?(?:access|authori[sz]ation|consent)/,
    reason: 'RefreshTokenRevoked',
  },
];

/** What a person or an administrator must do before the issuer gives tokens again. */
export const MEANINGS_OF_PEOPLE: readonly Meaning[] = [
  { says: /\bsso (?:session|token)\b[^.]{0,60}(?:expired|invalid|does not exist)/, reason: 'SignInRequired' },
  { says: /\blogged out\b[^.]{0,30}\b(?:scan|link|pair)\b/, reason: 'SignInRequired' },
  // What expired is renewed by whoever says so, unless that failed
  { says: /\btoken from sso\b[^.]{0,20} expired and refresh failed/, reason: 'SignInRequired' },
  {
    says: either(
      /passwords? (?:has |was |is )?(?:been )?(?:changed|reset|expired)/,
      /changed (?:their|the|your|his|her) password/,
      /user password expired/,
    ),
    // A question, not a statement
    unless: /passwords? changed or\b/,
    reason: 'PasswordChanged',
  },
  {
    // "or your account has 2FA enabled" is what servers guess of any wrong password
    says: either(
      /(?:multi ?factor|\bmfa\b|two ?factor|\b2fa\b|second factor)[^.]{0,60}\b(?:required|needed|necessary|must|challenge)/,
      /\b(?:required|requires?|needs?|must|enroll?|complete|perform)\b[^.]{0,60}(?:multi ?factor|\bmfa\b|two ?factor|\b2fa\b|second factor)/,
      /step up auth/,
    ),
    unless: /or your account has|\b(?:entered|typed)\b/,
    reason: 'MfaRequired',
  },
  {
    says: either(
      /saml (?:sso )?enforcement/,
      /authori[sz]ed? (?:this|the|your) token for sso/,
      /\bsaml sso\b/,
    ),
    reason: 'SsoAuthorizationRequired',
  },
  {
    says: either(
      /admin(?:istrator)? policy/,
      /conditional access/,
      /policy enforced/,
      /not (?:been )?(?:admin approved|authori[sz]ed by the (?:enterprise )?admin)/,
      /restricted by (?:policies|your admin)/,
      /(?:blocked|disallowed) by (?:your |the )?(?:org|admin|polic)/,
    ),
    reason: 'AdminPolicy',
  },
  {
    says: either(
      /(?:hasnt|has not|have not|havent|not (?:yet )?been) (?:consented|approved|authori[sz]ed) (?:to|this|the|by)/,
      /consent (?:is )?(?:required|missing|withdrawn)/,
      /consent required/,
    ),
    reason: 'ConsentMissing',
  },
  {
    says: /(?:user|owner|person) (?:or (?:the )?authori[sz]ation server )?(?:has )?(?:denied|declined|cancel)|consent (?:was )?denied/,
    reason: 'ConsentDenied',
  },
  {
    says: /\brobot\b|service account (?:is |was |has been )?(?:disabled|deleted|not found)/,
    reason: 'SubjectUnknown',
  },
  {
    says: /not a valid email|invalid email (?:or|for) (?:user|subject)|invalid impersonation/,
    reason: 'SubjectUnknown',
  },
  {
    says: about('account', 'gone'),
    unless: /resource|channel|database|tokens? |client (?:was )?not found/,
    reason: 'AccountGone',
  },
];

/** "Sign in again", said without a cause. */
export const MEANINGS_OF_SIGN_IN: readonly Meaning[] = [
  {
    says: either(
      /(?:sign|log)(?:ging|ing)? ?in again/,
      /reauthenticat/,
      /re authenticat/,
      /reauthori[sz]/,
      /interaction (?:is )?required/,
      /interactive (?:authori[sz]ation|authentication|sign in|login)/,
      /no user is signed in/,
      /\bui required/,
    ),
    unless: /try again or|failed to renew/,
    reason: 'SignInRequired',
  },
];
