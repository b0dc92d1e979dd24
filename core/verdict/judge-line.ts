import { likelyCauses } from './likely-causes.ts';
import { plainWords } from './plain-words.ts';
import { readLine, trimLine } from './read-line.ts';
import { REASONS, type ReasonName } from './reasons.ts';
import type { Signals, Where } from './signals.ts';
import { hintsAtTrouble, isLazyRefresh, meaningOfDoubt, speaksOfCredentials } from './table-of-lines.ts';
import { isLookAlike } from './table-of-look-alikes.ts';
import { meaningOfNetwork } from './table-of-networks.ts';
import { meaningOfStatus } from './table-of-statuses.ts';
import type { Spent, Verdict } from './verdict.ts';
import { verdictOf } from './verdict-of.ts';
import { byCode, byCodeRead, byPace, byText, byWeakCode } from './weigh.ts';

export interface LineOptions {
  /** Preset name of the issuer that the program talks to, where known. @default guessed from the line */
  readonly provider?: string;
  /** What the program was doing, where known. @default guessed from the line */
  readonly where?: Where;
}

/**
 * Judges one log line of any program. Only the first 16 KiB are looked at. A line in doubt is `ambiguous` (probe the
 * credential), never an accusation; a line that speaks of no credential is `not_auth`.
 */
export function judgeLine(line: string, options: LineOptions = {}): Verdict {
  const text = trimLine(line);
  if (!hintsAtTrouble(text)) return verdictOf('Unrelated', 'no');
  if (isLookAlike(text)) return verdictOf('LookAlike', 'no');
  const signals = readLine(text, options);
  const words = plainWords(text);
  if (isLazyRefresh(words)) return verdictOf('AccessTokenExpired', 'no');
  const { reason, spent } = weighLine(signals, words);
  const verdict = verdictOf(reason, spent);
  return reason === 'GrantRefused' ? { ...verdict, causes: likelyCauses(signals.provider, {}) } : verdict;
}

/** Reasons that no word about credentials must stand beside. */
const FREE_OF_ANCHOR: ReadonlySet<ReasonName> = new Set<ReasonName>([
  'RateLimited',
  'QuotaExhausted',
  'ServerUnavailable',
  'ServerError',
  'BadRequestUnrelated',
]);

interface Weighed {
  readonly reason: ReasonName;
  readonly spent: Spent;
}

/** The tiers of an answer, with the errors of networks before words, and doubt before a bare status. */
function weighLine(signals: Signals, words: string): Weighed {
  const coded = byCode(signals) ?? byCodeRead(signals);
  if (coded !== null && isAbout(coded, signals, words)) return settled(coded);
  const network = meaningOfNetwork(signals.texts.join(' ').toLowerCase());
  if (network !== null && network.reason !== 'AnswerLost') return network;
  const said = byText(signals);
  if (said !== null && isAbout(said, signals, words)) return settled(said);
  const weak = byPace(signals) ?? byWeakCode(signals);
  if (weak !== null && isAbout(weak, signals, words)) return settled(weak);
  if (network !== null) return network;
  return settled(byStatus(signals) ?? meaningOfDoubt(words) ?? 'Unrelated');
}

function settled(reason: ReasonName): Weighed {
  return { reason, spent: reason === 'ServerError' ? 'maybe' : 'no' };
}

function isAbout(reason: ReasonName, { codes }: Signals, words: string): boolean {
  return FREE_OF_ANCHOR.has(reason) || codes.length > 0 || speaksOfCredentials(words);
}

function byStatus(signals: Signals): ReasonName | null {
  const reason = meaningOfStatus(signals);
  return reason === null || REASONS[reason].class === 'ok' || reason === 'TokenAbsent' ? null : reason;
}
