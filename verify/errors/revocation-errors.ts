import { type Evidence, VerificationError } from './verification-error.ts';

/** This one token was revoked, by its `jti`. */
export class TokenRevoked extends VerificationError {
  readonly code = 'TokenRevoked';
  constructor(evidence: Evidence) {
    super('the token was revoked', evidence);
  }
}

/** All tokens that were issued before a moment were revoked, and this is one of them. */
export class IssuedBeforeRevocation extends VerificationError {
  readonly code = 'IssuedBeforeRevocation';
  constructor(evidence: Evidence) {
    super('the tokens of that time were revoked', evidence);
  }
}

/** Nobody could tell whether the token was revoked. */
export class RevocationUnavailable extends VerificationError {
  readonly code = 'RevocationUnavailable';
  override readonly retryable = true;
  constructor(evidence: Evidence) {
    super('it cannot be told whether the token was revoked', evidence);
  }
}
