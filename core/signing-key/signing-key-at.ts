import type { Instant } from '../time.ts';
import type { PublishedKey, SigningKeyState } from './state.ts';

/** A key that was promoted: it signs, will sign or has signed. */
export interface PromotedKey extends PublishedKey {
  readonly signsFrom: Instant;
}

/** The promoted keys that are still published, oldest first. */
export function promotedKeys({ published }: SigningKeyState): readonly PromotedKey[] {
  return published.flatMap((key) => (key.signsFrom === null ? [] : [{ ...key, signsFrom: key.signsFrom }]));
}

/**
 * The key that signs at this instant: the newest that every verifier can know. Undefined before the first one.
 *
 * A clock that was set back may stand before all of them: then it is the oldest, which verifiers have known longest.
 */
export function signingKeyAt(state: SigningKeyState, now: Instant): PromotedKey | undefined {
  const promoted = promotedKeys(state);
  return promoted.findLast(({ signsFrom }) => signsFrom <= now) ?? promoted[0];
}
