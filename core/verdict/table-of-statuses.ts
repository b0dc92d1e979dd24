import type { ReasonName } from './reasons.ts';
import type { Signals, Where } from './signals.ts';

interface StatusRow {
  readonly from: number;
  readonly to: number;
  readonly where?: Where;
  readonly reason: ReasonName;
}

/** What a status means when nothing else spoke (RFC 9110 section 15). The weakest evidence but headers. */
const ROWS: readonly StatusRow[] = [
  { from: 200, to: 299, where: 'token_endpoint', reason: 'TokenAbsent' },
  { from: 200, to: 299, reason: 'Answered' },
  { from: 407, to: 407, reason: 'ProxyRefused' },
  { from: 511, to: 511, reason: 'AnswerNotOAuth' },
  { from: 408, to: 408, reason: 'AnswerLost' },
  { from: 425, to: 425, reason: 'ServerUnavailable' },
  { from: 429, to: 429, reason: 'RateLimited' },
  { from: 502, to: 504, reason: 'ServerUnavailable' },
  { from: 500, to: 599, reason: 'ServerError' },
  { from: 404, to: 405, where: 'token_endpoint', reason: 'WrongEndpoint' },
  { from: 410, to: 410, where: 'token_endpoint', reason: 'WrongEndpoint' },
  { from: 300, to: 499, where: 'token_endpoint', reason: 'StatusAlone' },
  { from: 401, to: 401, where: 'resource', reason: 'AccessTokenRefused' },
  { from: 403, to: 403, where: 'resource', reason: 'AccessForbidden' },
  { from: 400, to: 401, where: 'unknown', reason: 'StatusAlone' },
  { from: 403, to: 403, where: 'unknown', reason: 'StatusAlone' },
  { from: 300, to: 499, reason: 'BadRequestUnrelated' },
];

/** What is left to say when only status and headers speak, or null when there is no status. */
export function meaningOfStatus({ status, where, headers, shape, failed }: Signals): ReasonName | null {
  if (status === null) return null;
  if (status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0')) {
    return 'RateLimited';
  }
  if (status === 401 && where === 'resource' && asksForAnyToken(headers['www-authenticate']))
    return 'CredentialMissing';
  if (failed && status < 300) return where === 'token_endpoint' ? 'Unrecognised' : 'BadRequestUnrelated';
  if (shape === 'html' && status < 400) return 'AnswerNotOAuth';
  if (shape === 'html' && status === 403) return 'AccessBlocked';
  const row = ROWS.find(
    ({ from, to, where: only }) => status >= from && status <= to && (only === undefined || only === where),
  );
  return row?.reason ?? null;
}

/** RFC 6750 section 3.1: a Bearer challenge without a word of error answers a request that held no token. */
function asksForAnyToken(challenge: string | undefined): boolean {
  return (
    challenge !== undefined && /^bearer\b/i.test(challenge) && !/error|authorization_uri/i.test(challenge)
  );
}
