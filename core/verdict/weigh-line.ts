import { isKnownCode } from './codes-of-issuers.ts';
import { plainWords } from './plain-words.ts';
import { REASONS, type ReasonName } from './reasons.ts';
import type { Signals } from './signals.ts';
import { meaningOfDoubt, namesAGrant, speaksOfCredentials } from './table-of-lines.ts';
import { meaningOf } from './table-of-meanings.ts';
import { meaningOfNetwork } from './table-of-networks.ts';
import { meaningOfStatus } from './table-of-statuses.ts';
import type { Spent } from './verdict.ts';
import { byCode, byCodeRead, byPace, byText, byWeakCode } from './weigh.ts';

/** What a log line means, and whether the request that it tells of may have consumed the refresh token. */
export interface Weighed {
  readonly reason: ReasonName;
  readonly spent: Spent;
}

/**
 * The tiers of an answer, with two more: the errors of networks stand before words, and doubt behind a bare status. A
 * reason counts only when the line is about credentials at all. `words` are the plain words of the whole line.
 */
export function weighLine(signals: Signals, words: string): Weighed {
  const about = (reason: ReasonName | null) =>
    reason !== null && isAbout(reason, signals, words) ? reason : null;
  const network = isAnswered(signals) ? null : meaningOfNetwork(signals.texts.join(' ').toLowerCase());

  const coded = byCode(signals) ?? about(byCodeRead(signals));
  if (coded !== null) return settled(outweighed(coded, signals));
  if (network !== null && network.reason !== 'AnswerLost') return network;
  const said = about(byText(signals));
  if (said !== null) return settled(outweighed(said, signals));
  const weak = about(byPace(signals) ?? byWeakCode(signals));
  if (weak !== null) return settled(weak);
  return network ?? settled(byStatus(signals) ?? meaningOfDoubt(words) ?? 'Unrelated');
}

/** A refused request was answered: "unable to connect to the server" beside it is how some programs word that. */
function isAnswered({ status }: Signals): boolean {
  return status !== null && status >= 400 && status < 500;
}

/** Reasons that no word about credentials must stand beside. */
const FREE_OF_ANCHOR: ReadonlySet<ReasonName> = new Set<ReasonName>([
  'RateLimited',
  'QuotaExhausted',
  'ServerUnavailable',
  'ServerError',
  'BadRequestUnrelated',
]);

function isAbout(reason: ReasonName, { codes, provider }: Signals, words: string): boolean {
  if (REASONS[reason].class === 'permanent_reauth' && !namesAGrant(words)) return false;
  if (FREE_OF_ANCHOR.has(reason) || speaksOfCredentials(words)) return true;
  return codes.some((code) => isKnownCode(code, provider));
}

/** A refresh cures the end of an access token, unless the line also says that the refresh token is dead. */
function outweighed(reason: ReasonName, { texts, where }: Signals): ReasonName {
  if (reason !== 'AccessTokenExpired' && reason !== 'AccessTokenRefused') return reason;
  const whole = meaningOf(plainWords(texts.at(-1) ?? ''), where);
  return whole !== null && DEAD_REFRESH_TOKEN.has(whole) ? whole : reason;
}

const DEAD_REFRESH_TOKEN: ReadonlySet<ReasonName> = new Set<ReasonName>([
  'RefreshTokenExpired',
  'RefreshTokenRefused',
  'RefreshTokenReused',
  'RefreshTokenRevoked',
]);

function settled(reason: ReasonName): Weighed {
  return { reason, spent: reason === 'ServerError' ? 'maybe' : 'no' };
}

/** A status that tells of success says nothing of the trouble that the line hinted at. */
function byStatus(signals: Signals): ReasonName | null {
  const reason = meaningOfStatus(signals);
  return reason === null || REASONS[reason].class === 'ok' || reason === 'TokenAbsent' ? null : reason;
}
