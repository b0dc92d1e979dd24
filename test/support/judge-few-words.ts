import { REASONS, type ReasonName } from '../../core/verdict/reasons.ts';
import type { Verdict } from '../../core/verdict/verdict.ts';
import { verdictOf } from '../../core/verdict/verdict-of.ts';

/** Words that tests of the supervisor print, instead of the classifier, which has tests of its own. */
const WORDS: readonly (readonly [string, ReasonName])[] = [
  ['invalid_grant', 'RefreshTokenRevoked'],
  ['HTTP Error 400', 'StatusAlone'],
  ['401', 'AccessTokenRefused'],
  ['503', 'ServerUnavailable'],
  ['429', 'RateLimited'],
];

export function judgeFewWords(line: string): Verdict {
  return verdictOf(WORDS.find(([word]) => line.includes(word))?.[1] ?? 'Unrelated', 'no');
}

export function verdictNamed(reason: ReasonName): {
  class: Verdict['class'];
  reason: ReasonName;
  message: string;
} {
  return { class: REASONS[reason].class, reason, message: REASONS[reason].message };
}
