import { either } from './phrases.ts';
import type { ReasonName } from './reasons.ts';

/** Might the line tell of any trouble? Most lines of a healthy program do not: they cost this one pass. */
export function hintsAtTrouble(line: string): boolean {
  return HINT.test(line);
}

/** Does the line tell of a program that renews its token in its own time? That is health, not trouble. */
export function isLazyRefresh(words: string): boolean {
  return LAZY_REFRESH.test(words) && !FAILED.test(words);
}

/** Does the line speak of credentials at all? Without that, words like "expired" say nothing of them. */
export function speaksOfCredentials(words: string): boolean {
  return ANCHOR.test(words);
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
    /invalid/,
    /expired/,
    /revok/,
    /unauth/,
    /forbidden/,
    /denied/,
    /error/,
    /fail/,
    /refus/,
    /time(?:d ?|-)?out/,
    /reset/,
    /limit/,
    /thrott/,
    /too many/,
    /exceeded/,
    /unavailable/,
    /AADSTS/,
    /\bE[A-Z]{4,}\b/,
    /not (?:been )?(?:found|active|valid|resolve|authed|set|approved|accessible)/,
    /missing/,
    /required/,
    /4\d\d/,
    /5\d\d/,
    /bad /,
    /wrong/,
    /sign.?in/,
    /log.?in/,
    /disabled/,
    /deleted/,
    /inactive/,
    /skew/,
    /not resolve/,
    /exhausted/,
    /hang up/,
    /disconnect/,
    /eof\b/,
    /token_/,
    /_token/,
    /mfa/,
    /rapt/,
    /mismatch/,
    /mal?formed/,
    /closed/,
    /unknown/,
    /unreachable/,
    /no such host/,
    /no route/,
    /handshake/,
    /already/,
    /no refresh/,
    /restricted/,
    /insufficient/,
    /scope/,
    /http/,
    /not yet/,
    /problem/,
    /could not/,
    /cannot/,
    /unable/,
    /improper/,
    /exception/,
    /no access token/,
    /\bno (?:api|key)/,
    /applicable/,
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
  /\bjw[tks]/,
  /aadsts/,
  /\bsso\b/,
  /(?:access|authori[sz]ation|provided) grant\b/,
  /private key/,
  /\bpkcs/,
  /consent/,
  /invalid session/,
  /session (?:has |is )?(?:expired|invalid|revoked)/,
  /signature/,
  /security token/,
  /\bsaml\b/,
  /refresh/,
  /\bclient id\b/,
  /key set/,
  /\bscopes?\b/,
  /\blog ?in\b/,
  /certificate/,
  /x509/,
  /request time/,
  /\bapi has not/,
  /resource not accessible/,
  /access ?denied/,
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
      /please run [a-z /]{0,30}\blog ?in\b/,
      /invalid (?:login|credentials|user ?name)/,
      /access denied/,
      /\be401\b/,
    ),
    reason: 'AuthenticationFailed',
  },
  { says: /no access token|access token[^.]{0,20}not (?:present|returned)/, reason: 'TokenAbsent' },
];
