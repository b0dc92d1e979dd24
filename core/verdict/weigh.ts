import { meaningAtIssuer, meaningOfCode } from './codes-of-issuers.ts';
import { isWeakCode, meaningOfWeakCode } from './codes-without-detail.ts';
import { plainWords } from './plain-words.ts';
import { REASONS, type ReasonName } from './reasons.ts';
import type { Signals } from './signals.ts';
import { meaningOf } from './table-of-meanings.ts';
import { meaningOfStatus } from './table-of-statuses.ts';

type Tier = (signals: Signals) => ReasonName | null;

/** The order of evidence: the first tier that knows a reason wins. */
const TIERS: readonly Tier[] = [byCode, byCodeRead, byText, byPace, byWeakCode, meaningOfStatus];

/** The reason that the signals give, or `Unrecognised`. */
export function weigh(signals: Signals): ReasonName {
  for (const tier of TIERS) {
    const reason = tier(signals);
    if (reason !== null) return reason;
  }
  return 'Unrecognised';
}

/** A code that says all by itself; the numbers inside texts (AADSTS…) are codes too. */
export function byCode({ codes, texts, provider }: Signals): ReasonName | null {
  for (const code of [...codes, ...texts.flatMap(microsoftNumbers)]) {
    const reason = isMicrosoftNumber(code)
      ? meaningOfCode(code.replace(/^aadsts/i, ''), 'microsoft')
      : meaningOfCode(code, provider);
    if (reason !== null) return reason;
  }
  return null;
}

/** A code that is in no table, read as the words it is made of. */
export function byCodeRead({ codes, where }: Signals): ReasonName | null {
  for (const code of codes) {
    if (isWeakCode(code)) continue;
    const reason = meaningOf(plainWords(code), where);
    if (reason !== null) return reason;
  }
  return null;
}

/** Descriptions and messages, by the issuer's own words first. */
export function byText(signals: Signals): ReasonName | null {
  for (const text of signals.texts) {
    const words = plainWords(text).trim();
    const reason = meaningAtIssuer(words, signals.provider) ?? meaningOf(words, signals.where);
    if (reason === null || (isProxyTalk(signals) && REASONS[reason].class === 'permanent_reauth')) continue;
    if (!isOfTheGrant(signals, reason)) return reason;
  }
  return null;
}

/** Loose words beside a 5xx are those of a proxy: it knows servers, not grants. */
function isProxyTalk({ shape, status }: Signals): boolean {
  return shape === 'text' && status !== null && status >= 500;
}

/** `invalid_grant` speaks of what was sent, and no access token is sent to a token endpoint: the grant is meant. */
function isOfTheGrant({ where, codes }: Signals, reason: ReasonName): boolean {
  return where === 'token_endpoint' && reason === 'AccessTokenRefused' && codes.includes('invalid_grant');
}

/** 429 is the one status with a single meaning: it outweighs a code without detail. */
export function byPace({ status }: Signals): ReasonName | null {
  return status === 429 ? 'RateLimited' : null;
}

/** Also a short text that spells such a code: "Invalid grant". */
export function byWeakCode({ codes, texts, where }: Signals): ReasonName | null {
  const spelled = texts
    .filter((text) => text.length < 40)
    .map((text) =>
      plainWords(text)
        .replace(/^\W+|\W+$/g, '')
        .replace(/\W+/g, '_'),
    );
  for (const code of [...codes, ...spelled]) {
    const reason = meaningOfWeakCode(code, where);
    if (reason !== null) return reason;
  }
  return null;
}

function microsoftNumbers(text: string): readonly string[] {
  return text.match(/\baadsts\d{4,8}\b/gi) ?? [];
}

function isMicrosoftNumber(code: string): boolean {
  return /^aadsts\d+$/i.test(code);
}
