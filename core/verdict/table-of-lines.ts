import { either } from './phrases.ts';
import type { ReasonName } from './reasons.ts';

/** Might the line tell of any trouble, or of a credential? Most lines of a program do neither: they cost this one pass. */
export function hintsAtTrouble(line: string): boolean {
  return HINT.test(line);
}

/** Does the line tell of a program that renews its token in its own time? That is health, not trouble. */
export function isLazyRefresh(words: string): boolean {
  return (
    LAZY_REFRESH.test(words) && !FAILED.test(words) && (speaksOfCredentials(words) || /\b401\b/.test(words))
  );
}

/** Does the line speak of credentials at all? Without that, words like "expired" say nothing of them. */
export function speaksOfCredentials(words: string): boolean {
  return ANCHOR.test(words);
}

/**
 * Does the line name a thing whose loss only a person can repair? Nobody is woken for "consent" or "expired" alone:
 * cookies, cards, licences and leases have these too.
 */
export function namesAGrant(words: string): boolean {
  return GRANT_NAME.test(words);
}

/** What words mean that tell of trouble with a login and hide the cause, or null. */
export function meaningOfDoubt(words: string): ReasonName | null {
  return (
    DOUBTS.find(({ says }) => says.test(words))?.reason ?? (isHardTrouble(words) ? 'Unrecognised' : null)
  );
}

function isHardTrouble(words: string): boolean {
  return TROUBLE.test(words) && SURE_SUBJECT.test(words);
}

const HINT = new RegExp(
  either(
    // credentials
    /token|auth|credential|session|grant|scope|clock|skew|aadsts|rapt|mfa|sign.?in|log.?in|\bkeys?\b/,
    // refusals
    /invalid|expired|revok|forbidden|denied|refus|restricted|not allowed|unexpected|insufficient|improper|bad |wrong|mismatch|mal?formed/,
    /disabled|deleted|inactive|unknown|applicable|no longer|not yet|not (?:been )?(?:active|valid|set|approved|accessible)/,
    // failures
    /error|fail|exception|problem|could ?n.t|could not|cannot|unable|missing|required|already|not (?:been )?found/,
    // servers and networks
    /http|unavailable|unreachable|time(?:d ?|-)?out|reset|hang up|closed|disconnect|handshake|eof\b|no such host|no route|resolve/,
    // pace
    /limit|thrott|too many|exceeded|exhausted/,
    // statuses, and the names of errors in Node: ECONNRESET
    /[45]\d\d/,
    /\be[a-z]{4,}\b/,
  ).source,
  'i',
);

const LAZY_REFRESH = either(
  /(?:expired|\b401\b)[^.]{0,80}\b(?:refreshing|renewing)\b/,
  /(?:expired|\b401\b)[^.]{0,80}\b(?:will|to|must) (?:be )?(?:refresh|renew)/,
  /(?:expired|\b401\b)[^.]{0,80}\b(?:requesting|fetching|getting) (?:a )?new/,
  /refreshing due to a 401/,
);
const FAILED = /fail|could ?nt|could not|cannot|unable|denied|invalid grant|revoked/;

const ANCHOR = either(
  /oauth/,
  /\btokens?\b/,
  /credential/,
  /authenti/,
  /authori[sz]/,
  /unauth/,
  /api key/,
  /access key/,
  /client secret/,
  /\bjw[tks]|\bjose\b/,
  /aadsts/,
  /\bsso\b/,
  /(?:access|authori[sz]ation|provided) grant\b/,
  /private key/,
  /\bpkcs/,
  /consent/,
  /invalid session/,
  /session (?:has |is )?(?:expired|invalid|revoked)/,
  /signature/,
  /\bassertion\b/,
  /security token/,
  /\bsaml\b/,
  /refresh/,
  /\bclient id\b/,
  /key set/,
  /\bscopes?\b/,
  /\blog ?in\b|\blogged out\b/,
  /certificate/,
  /x509/,
  /request time/,
  /\bapi has not/,
  /access to (?:the|this|your|our) (?:app|api|integration)/,
  /resource not accessible/,
  /insufficient permissions?\b/,
  /access ?denied/,
);

const GRANT_NAME = either(
  /oauth|aadsts|\bjw[tks]\b/,
  /\btokens?\b/,
  /\bcredentials?\b/,
  /\b(?:invalid|authori[sz]ation|access|provided) grant\b|\bgrant (?:has |was |is )/,
  /\bauth|unauthori|reauth/,
  /\bsso\b|\bsaml\b/,
  // RFC 6749 section 4.1.2.1: what a redirect says after a refused consent
  /\berror ?[=:] ?access denied/,
  /(?:api|access) key/,
  /revoked access to (?:the|this|your|our) (?:app|api|integration)/,
  /\b(?:log|sign)(?:ging|ing)? ?in\b|\blogged out\b/,
  /\bsession\b/,
);

const TROUBLE = /\b(?:error|exception|failed|failure|challenge|improper|rejected|denied)\b/;
const SURE_SUBJECT = either(
  /\b(?:oauth|oauth2|sso|credentials?)\b/,
  /\b(?:access|refresh|bearer|auth|api) ?(?:token|key)\b/,
  /\btoken (?:error|failure|request|exchange)\b/,
  /\brefresh error\b/,
  /\blogin failure\b/,
  /\bauth(?:entication)? error\b/,
  /\bwww authenticate\b/,
  /improper token/,
);

const DOUBTS: readonly { readonly says: RegExp; readonly reason: ReasonName }[] = [
  {
    says: either(
      /(?:failed|unable|error|cannot|could not|problem)[^.]{0,30}\b(?:renew|refresh|redeem|exchange)/,
      /(?:refresh|token request|token exchange)[a-z ]{0,20}\bfailed/,
      /retrieving token/,
      /(?:failed|unable|cannot|could not|couldnt)[^.]{0,30}\b(?:oauth|log ?in\b|sign ?in\b|authenticat|authori[sz])/,
      /unexpected http response/,
      /error in the response body/,
      /response is not conform/,
    ),
    reason: 'RefreshFailed',
  },
  {
    says: either(
      /auth(?:entication|enticate|ori[sz]ation)? ?(?:failed|failure|error)/,
      /authentication ?failed/,
      /failed to authenticate/,
      /unauthori[sz]ed/,
      /not authori[sz]ed/,
      /login failed/,
      /requires? you to (?:be logged|log|sign) in/,
      /\b(?:please|must|need to|needs to|have to|run|try)\b[^.]{0,40}\b(?:log ?in\b|sign ?in\b|re ?(?:connect|link|login|authori[sz]|authenticat)|(?:renew|refresh) (?:[a-z]+ )?credentials)/,
      /invalid (?:login|credentials|user ?name)/,
      /(?:invalid|improper) (?:[a-z]+ ){0,2}(?:token|credentials)/,
      /access denied/,
      /(?:user ?name|login)[a-z /]{0,12}password[a-z ]{0,20}(?:not accepted|rejected|incorrect|wrong)/,
      /\be401\b/,
      // A number of Microsoft that no table knows
      /\baadsts\d/,
    ),
    reason: 'AuthenticationFailed',
  },
  { says: /no access token|access token[^.]{0,20}not (?:present|returned)/, reason: 'TokenAbsent' },
];
