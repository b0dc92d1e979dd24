import { likelyCauses } from './likely-causes.ts';
import { readLogPrefix } from './log-prefix.ts';
import { LONGEST_TEXT, plainWords } from './plain-words.ts';
import { readLine } from './read-line.ts';
import type { Where } from './signals.ts';
import { withoutMentions } from './spoken-of.ts';
import { hintsAtTrouble, isLazyRefresh } from './table-of-lines.ts';
import { isLookAlike } from './table-of-look-alikes.ts';
import type { Verdict } from './verdict.ts';
import { verdictOf } from './verdict-of.ts';
import { weighLine } from './weigh-line.ts';

export interface LineOptions {
  /** Preset name of the issuer that the program talks to, where known. @default guessed from the line */
  readonly provider?: string;
  /** What the program was doing, where known. @default guessed from the line */
  readonly where?: Where;
}

/**
 * Judges one log line of any program. Only the first 16 KiB are looked at; times, levels, colours and other additions of
 * the logger change nothing. A line in doubt is `ambiguous` (probe the credential), never an accusation; a line that
 * speaks of no credential is `not_auth`.
 */
export function judgeLine(line: string, options: LineOptions = {}): Verdict {
  const { tags, message } = readLogPrefix(line.slice(0, LONGEST_TEXT));
  if (!hintsAtTrouble(message)) return verdictOf('Unrelated', 'no');
  if (isLookAlike(message)) return verdictOf('LookAlike', 'no');
  const text = withoutMentions([...tags, message].join(' '));
  if (!hintsAtTrouble(text)) return verdictOf('LookAlike', 'no');
  const words = plainWords(text);
  if (isLazyRefresh(words)) return verdictOf('AccessTokenExpired', 'no');
  const signals = readLine(text, options);
  const { reason, spent } = weighLine(signals, words);
  const verdict = verdictOf(reason, spent);
  return reason === 'GrantRefused' ? { ...verdict, causes: likelyCauses(signals.provider, {}) } : verdict;
}
