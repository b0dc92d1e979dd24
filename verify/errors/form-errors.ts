import { type Evidence, VerificationError } from './verification-error.ts';

/** The request has no `Authorization: Bearer …`, or one of another form (RFC 6750 section 2.1). */
export class TokenMissing extends VerificationError {
  readonly code = 'TokenMissing';
  constructor(evidence: Evidence) {
    super('the request carries no bearer token', evidence);
  }
}

/** Longer than any token that is expected here; nothing of it was parsed. */
export class TokenTooLarge extends VerificationError {
  readonly code = 'TokenTooLarge';
  constructor(evidence: Evidence) {
    super('the token is too large', evidence);
  }
}

/** Not a JWT in compact form (RFC 7519 section 7.2). */
export class TokenMalformed extends VerificationError {
  readonly code = 'TokenMalformed';
  constructor(evidence: Evidence) {
    super('the token is malformed', evidence);
  }
}

/** A name stands twice in one JSON object, so that two readers may see two tokens (RFC 7515 section 4, RFC 7519 section 4). */
export class DuplicateMember extends VerificationError {
  readonly code = 'DuplicateMember';
  constructor(evidence: Evidence) {
    super('a member stands twice in the token', evidence);
  }
}
