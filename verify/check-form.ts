import type { VerifiedClaims } from './claims.ts';
import { ClaimMalformed, ClaimMissing } from './errors/claim-errors.ts';
import { shown } from './shown.ts';

/**
 * Sees to it that all claims that are needed are there, and of the right form; what they say is checked elsewhere.
 *
 * @param required claims that must be text and not empty, beyond those that every token needs
 * @throws ClaimMissing, ClaimMalformed
 */
export function checkForm<Required extends string>(
  claims: Readonly<Record<string, unknown>>,
  required: readonly Required[],
): asserts claims is VerifiedClaims<Required> {
  for (const claim of ['iss', 'aud', 'iat', 'exp', ...required]) {
    if (!Object.hasOwn(claims, claim)) throw new ClaimMissing({ expected: claim });
  }
  checkOne(claims, { names: ['iat', 'exp', 'nbf'], fits: isTime, form: 'seconds since 1970' });
  checkOne(claims, { names: ['aud'], fits: isAudience, form: 'text or a list of texts' });
  const texts = required.filter((claim) => claim !== 'aud');
  checkOne(claims, { names: ['iss', 'sub', 'jti', ...texts], fits: isText, form: 'text' });
}

function checkOne(
  claims: Readonly<Record<string, unknown>>,
  { names, fits, form }: { names: readonly string[]; fits: (value: unknown) => boolean; form: string },
): void {
  const wrong = names.find((claim) => Object.hasOwn(claims, claim) && !fits(claims[claim]));
  if (wrong === undefined) return;
  throw new ClaimMalformed({ expected: `${wrong} to be ${form}`, received: shown(claims[wrong]) });
}

/** JSON can write numbers that are none: 1e999. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isAudience(value: unknown): boolean {
  return isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
}
