import { type Evidence, VerificationError } from './verification-error.ts';

/** A claim that must be there is not: `iss`, `aud`, `iat`, `exp` always, `jti` with revocation, and those of `requiredClaims`. */
export class ClaimMissing extends VerificationError {
  readonly code = 'ClaimMissing';
  constructor(evidence: Evidence) {
    super('a claim is missing', evidence);
  }
}

/** A claim has another form than RFC 7519 section 4.1 gives it, or a required one is not text. */
export class ClaimMalformed extends VerificationError {
  readonly code = 'ClaimMalformed';
  constructor(evidence: Evidence) {
    super('a claim is malformed', evidence);
  }
}

/** `iss` is somebody else. */
export class IssuerWrong extends VerificationError {
  readonly code = 'IssuerWrong';
  constructor(evidence: Evidence) {
    super('the token is of another issuer', evidence);
  }
}

/** `aud` names somebody else. */
export class AudienceWrong extends VerificationError {
  readonly code = 'AudienceWrong';
  constructor(evidence: Evidence) {
    super('the token is meant for another audience', evidence);
  }
}

/** `exp` is over. */
export class TokenExpired extends VerificationError {
  readonly code = 'TokenExpired';
  constructor(evidence: Evidence) {
    super('the token has expired', evidence);
  }
}

/** `nbf` is still to come. */
export class TokenNotYetValid extends VerificationError {
  readonly code = 'TokenNotYetValid';
  constructor(evidence: Evidence) {
    super('the token is not valid yet', evidence);
  }
}

/** `iat` is still to come: a clock is wrong, the issuer's or this one. */
export class IssuedInFuture extends VerificationError {
  readonly code = 'IssuedInFuture';
  constructor(evidence: Evidence) {
    super('the token was issued in the future', evidence);
  }
}

/** `iat` is longer ago than the maximum age, whatever `exp` says. */
export class TokenTooOld extends VerificationError {
  readonly code = 'TokenTooOld';
  constructor(evidence: Evidence) {
    super('the token is too old', evidence);
  }
}

/** From `iat` to `exp` is more than the maximum age: no such token should have been signed. */
export class LifetimeTooLong extends VerificationError {
  readonly code = 'LifetimeTooLong';
  constructor(evidence: Evidence) {
    super('the token was issued for too long a life', evidence);
  }
}
