import { type Evidence, VerificationError } from './verification-error.ts';

/** The header has no `kid`, or one that is no text. */
export class KeyIdMissing extends VerificationError {
  readonly code = 'KeyIdMissing';
  constructor(evidence: Evidence) {
    super('the token does not name its key', evidence);
  }
}

/** The issuer publishes no key of this `kid`, or was asked too recently to be asked again. */
export class KeyUnknown extends VerificationError {
  readonly code = 'KeyUnknown';
  constructor(evidence: Evidence) {
    super('the issuer publishes no key of this name', evidence);
  }
}

/** The issuer publishes a key of this `kid`, for another algorithm or use, twice, or too weak. */
export class KeyUnusable extends VerificationError {
  readonly code = 'KeyUnusable';
  constructor(evidence: Evidence) {
    super('the published key does not fit the token', evidence);
  }
}

/** The published keys could not be read, and none are held that may still be used. */
export class KeysUnavailable extends VerificationError {
  readonly code = 'KeysUnavailable';
  override readonly retryable = true;
  constructor(evidence: Evidence) {
    super("the issuer's keys cannot be read", evidence);
  }
}

/** The named key did not make this signature. */
export class SignatureInvalid extends VerificationError {
  readonly code = 'SignatureInvalid';
  constructor(evidence: Evidence) {
    super('the signature is not that of the named key', evidence);
  }
}
