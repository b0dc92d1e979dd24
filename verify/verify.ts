/** What `import … from 'evergrant/verify'` gives: everything that a worker needs to check the JWTs of agents. */
export { bearerTokenOf, type RequestHeaders } from './bearer-token.ts';
export { type Challenge, challengeOf } from './challenge.ts';
export type { VerifiedClaims } from './claims.ts';
export * from './errors/claim-errors.ts';
export * from './errors/form-errors.ts';
export * from './errors/header-errors.ts';
export * from './errors/key-errors.ts';
export * from './errors/revocation-errors.ts';
export type { VerificationCode } from './errors/verification-code.ts';
export { type Evidence, isVerificationError, VerificationError } from './errors/verification-error.ts';
export { fingerprintOf } from './fingerprint.ts';
export { MemoryRevocation } from './memory-revocation.ts';
export type { Revocation, Revoked, TokenIdentity } from './revocation.ts';
export { createVerifier, type VerifiedToken, type Verifier } from './verifier.ts';
export type { Algorithm, VerifierOptions } from './verifier-options.ts';
