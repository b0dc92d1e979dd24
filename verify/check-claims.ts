import type { VerifiedClaims } from './claims.ts';
import {
  AudienceWrong,
  IssuedInFuture,
  IssuerWrong,
  LifetimeTooLong,
  TokenExpired,
  TokenNotYetValid,
  TokenTooOld,
} from './errors/claim-errors.ts';
import { shown } from './shown.ts';

/** What claims must say. Times in seconds. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly maximumAge: number;
  readonly clockTolerance: number;
}

/** Compares the claims of a signed token with the rules, at `now` in seconds since 1970. @throws VerificationError */
export function checkClaims(claims: VerifiedClaims, rules: ClaimRules, now: number): void {
  const { iss, aud, iat, exp, nbf } = claims;
  const { issuer, audience, maximumAge, clockTolerance } = rules;
  if (iss !== issuer) throw new IssuerWrong({ expected: shown(issuer), received: shown(iss) });
  const audiences = typeof aud === 'string' ? [aud] : aud;
  if (!audiences.some((one) => audience.includes(one))) {
    throw new AudienceWrong({
      expected: audience.map(shown).join(' or '),
      received: audiences.slice(0, 5).map(shown).join(' and '),
    });
  }
  if (exp <= now - clockTolerance) {
    throw new TokenExpired({ expected: `exp after ${time(now - clockTolerance)}`, received: time(exp) });
  }
  if (nbf !== undefined && nbf > now + clockTolerance) {
    throw new TokenNotYetValid({
      expected: `nbf at or before ${time(now + clockTolerance)}`,
      received: time(nbf),
    });
  }
  if (iat > now + clockTolerance) {
    throw new IssuedInFuture({
      expected: `iat at or before ${time(now + clockTolerance)}`,
      received: time(iat),
    });
  }
  if (now - iat > maximumAge + clockTolerance) {
    throw new TokenTooOld({ expected: `iat at most ${maximumAge} s ago`, received: time(iat) });
  }
  if (exp - iat > maximumAge) {
    throw new LifetimeTooLong({
      expected: `at most ${maximumAge} s from iat to exp`,
      received: `${exp - iat} s`,
    });
  }
}

/** A time out of a token, which may lie beyond any date. */
function time(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}
