import type { Meaning } from './meaning.ts';
import { either } from './phrases.ts';

/** "Slower", however it is said. The credential is good. */
export const MEANINGS_OF_PACE: readonly Meaning[] = [
  {
    says: either(
      /quota (?:has been |was )?(?:exceeded|exhausted|reached)/,
      /exceeded (?:your|the) (?:[a-z]+ )?quota/,
      /insufficient quota/,
      /resource (?:has been )?exhausted/,
      /daily limit/,
      /usage limit (?:exceeded|reached)/,
    ),
    unless: /\bper (?:second|minute)\b/,
    reason: 'QuotaExhausted',
  },
  {
    says: either(
      /too many (?:[a-z]+ ){0,2}(?:requests|attempts|calls|logins)/,
      /throttl/,
      /slow ?down/,
      /rate exceeded/,
      /(?:made|sent|sending) too many/,
      /reduce your request/,
      /request loop/,
      /flood (?:control|wait)/,
    ),
    reason: 'RateLimited',
  },
  {
    says: either(
      /\b(?:rate|requests?|login|calls?|usage|threshold|activity|global|secondly|quota)[a-z ]{0,20}limit\b[a-z ]{0,30}(?:exceeded|reached|hit)/,
      /(?:exceeded|reached|hit|over) (?:an? |your |the |its )?(?:[a-z]+ ){0,3}limit\b/,
      /limit (?:has been )?(?:exceeded|reached)/,
      /login rate exceeded/,
      /quota exceeded/,
    ),
    unless: /refresh tokens? limit|retry limit|context|characters|\bsize\b/,
    reason: 'RateLimited',
  },
  {
    says: /\brate ?limit(?:ed|ing)?\b/,
    unless: either(
      /remaining/,
      /enabled/,
      /configured/,
      /middleware/,
      /plugin/,
      /rate ?limit (?:ok|is|status|resets?)/,
    ),
    reason: 'RateLimited',
  },
];
