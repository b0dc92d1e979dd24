import type { Instant } from '../time.ts';
import type { PublicJwks } from './public-jwk.ts';
import type { SigningKeyState } from './state.ts';

/** The keys that verifiers accept at this instant: made of the ledger item alone, which holds nothing else of them. */
export function publishedJwks({ published }: SigningKeyState, now: Instant): PublicJwks {
  const standing = published.filter(({ withdrawAt }) => withdrawAt === null || withdrawAt > now);
  return { keys: standing.map(({ publicKey }) => publicKey) };
}
