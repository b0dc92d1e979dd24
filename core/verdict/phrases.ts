/** One of these words or phrases, as a part of a pattern. */
const any = (...words: readonly string[]): string => `(?:${words.join('|')})`;

/**
 * The vocabulary of the meanings: who a text speaks of, and what it says of them. Patterns over
 * {@link ./plain-words.ts plain words}, without groups that capture.
 */
export const SUBJECT = {
  refreshToken: any('refresh ?tokens?', 'refresh grant', 'offline (?:user )?(?:session|token)'),
  accessToken:
    '(?:(?:access|bearer|oauth|oauth2|session|security|auth|authentication|id|csrf free) ?tokens?)',
  token: any('tokens?', 'jwt', 'credentials?'),
  session: '(?:user )?sessions?',
  code: any('(?:authori[sz]ation|verification|auth|grant) ?codes?', 'the code', '^invalid code'),
  secret:
    '(?:(?:client|app|application|consumer) ?(?:secret(?: keys?)?|passwords?|credentials?)|secret hash)',
  client:
    '(?:(?:oauth|oauth2|registered) )?(?:clients?|app|application|consumer|integration)(?: ?(?:id|identifier|key))?(?! (?:error|exception|secret|assertion|credential|authori[sz]ation|registration|side))',
  key: '(?:(?:x )?(?:api|access|subscription) ?(?:keys?)(?: id)?|api ?token)',
  account: '(?:(?:user|account|owner|member|principal|organi[sz]ation|workspace|installation)(?: account)?)',
  password: 'password',
  scope: '(?:(?:requested |oauth )?scopes?)',
  signature: '(?:(?:jwt |token |jws )?signature)',
  audience: any('audiences?', 'aud(?: claim)?', 'issuer', 'target service', 'resource principal'),
  parameter: any('(?:required )?param(?:eter)?s?', 'request body', 'field', 'argument'),
  tenant: any('tenant', 'directory', 'realm'),
} as const;

export const STATE = {
  expired: any('expired', 'stale', 'lapsed', 'outdated', 'ended', 'no longer valid', 'too old'),
  revoked: any(
    'revoked',
    'invalidated',
    'withdrawn',
    'uninstalled',
    'deauthori[sz]ed',
    'disconnected',
    'terminated',
  ),
  invalid: any(
    'invalid(?! response| json| character| content)',
    'not valid(?! json)',
    'not be valid',
    'incorrect',
    'malformed',
    'bad(?! request| gateway)',
    'wrong',
    'not recogni[sz]ed',
    'unrecogni[sz]ed',
    'no longer recogni[sz]ed',
    'could not be (?:verified|validated|decoded|found)',
    '(?:was |were |been )?not (?:be )?found',
    'does ?nt exist',
    'does not exist',
    'unknown(?! error| reason| exception| host)',
    'not active',
    'inactive',
    'refused',
    'rejected',
    'not associated',
  ),
  reused: any(
    'already (?:been )?(?:used|redeemed|consumed|exchanged|rotated|refreshed|spent)',
    'reused?',
    'replay(?:ed)?',
    'used (?:more than once|twice|before)',
    'previously used',
    'superseded',
  ),
  missing: any(
    'missing',
    'required',
    'not (?:been )?(?:provided|supplied|present|set|specified|sent|included|configured)',
    'must (?:include|contain|supply|provide|be (?:provided|supplied))',
    'empty',
    'absent',
    'not found',
  ),
  gone: any(
    'deleted',
    'disabled',
    'deactivated',
    'inactive',
    'suspended',
    'locked',
    'blocked',
    'banned',
    'not active',
    'does ?nt exist',
    'does not exist',
    '(?:was )?not found',
    'closed',
  ),
  mismatch: any(
    'mismatch(?:ed)?',
    '(?:does ?nt|does not|do not|did not) match',
    'wrong',
    'invalid',
    'incorrect',
    'unexpected',
    'failed',
  ),
} as const;

type Subject = keyof typeof SUBJECT;
type State = keyof typeof STATE;

/**
 * Does a text say the state of the subject? Either behind it in the same clause ("the refresh token … was revoked") or
 * before it as an adjective ("invalid or expired refresh token"). Words that change the subject ("refresh token
 * endpoint not found") and negations ("not expired") do not count.
 */
export function about(subject: Subject, state: State): RegExp {
  const behind = `\\b${SUBJECT[subject]}\\b(?:(?!${OTHER_SUBJECT})[^.;{}]){0,70}?${AFFIRMED}\\b${STATE[state]}\\b`;
  const before = `${AFFIRMED}\\b${STATE[state]}\\b(?:${BETWEEN}){0,5}[ :,(/]*\\b${SUBJECT[subject]}\\b(?! (?:${TAIL}))`;
  return new RegExp(`${behind}|${before}`);
}

/** One pattern for several phrasings, so that each stands on a line of its own. */
export function either(...phrasings: readonly RegExp[]): RegExp {
  return new RegExp(phrasings.map(({ source }) => source).join('|'));
}

const TAIL = 'endpoint|response|url|server|request|type|error|format';
const OTHER_SUBJECT =
  '\\b(?:endpoint|response|url|host|server|json|lock|file|cache|request (?:failed|timed|returned|error))\\b';
const AFFIRMED = '(?<!\\b(?:not|never|isnt|if|when|unless|until|(?:will|would|can|should|may) be) )';
const BETWEEN = ` ?${any('or', 'and', 'the', 'an?', 'your', 'its', 'this', 'of', 'for', 'in', 'is', 'oauth', 'oauth2', 'access/', 'provided', 'valid', 'grant type', 'required', 'parameters?', 'expired', 'revoked', 'invalid', 'unknown', 'incorrect', 'malformed', 'missing', 'value', ':', ',', 'the provided', 'authentication')}`;
