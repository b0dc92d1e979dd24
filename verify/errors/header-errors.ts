import { type Evidence, VerificationError } from './verification-error.ts';

/** The header has `crit`: it demands an extension, and none is understood here (RFC 7515 section 4.1.11). */
export class CriticalHeader extends VerificationError {
  readonly code = 'CriticalHeader';
  constructor(evidence: Evidence) {
    super('the header demands extensions that are not understood here', evidence);
  }
}

/** The header brings its own key, or names where to load one: only the issuer's published keys count (RFC 8725 section 3.10). */
export class KeyInHeader extends VerificationError {
  readonly code = 'KeyInHeader';
  constructor(evidence: Evidence) {
    super('the header brings a key of its own', evidence);
  }
}

/** `alg` is `none` (RFC 8725 section 3.2). */
export class TokenUnsigned extends VerificationError {
  readonly code = 'TokenUnsigned';
  constructor(evidence: Evidence) {
    super('the token is not signed', evidence);
  }
}

/** `alg` is one of a shared secret (HS256 …): somebody may have used the public key as that secret (RFC 8725 section 2.1). */
export class SharedSecretAlgorithm extends VerificationError {
  readonly code = 'SharedSecretAlgorithm';
  constructor(evidence: Evidence) {
    super('the token is signed with a shared secret, and a published key is none', evidence);
  }
}

/** `alg` is missing, unknown, or not among the allowed ones (RFC 8725 section 3.1). */
export class AlgorithmNotAllowed extends VerificationError {
  readonly code = 'AlgorithmNotAllowed';
  constructor(evidence: Evidence) {
    super('the algorithm of the token is not allowed', evidence);
  }
}

/** `typ` is not what was asked for: a token of the same issuer for another purpose (RFC 8725 section 3.11). */
export class TypeWrong extends VerificationError {
  readonly code = 'TypeWrong';
  constructor(evidence: Evidence) {
    super('the token is of another type', evidence);
  }
}
