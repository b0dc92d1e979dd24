import { MINUTE, type Milliseconds } from '../time.ts';

/** How long caches between us and a verifier may keep the published keys, beside what verifiers keep themselves. */
export const JWKS_MAX_AGE: Milliseconds = MINUTE;
