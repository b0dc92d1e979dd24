import type { Meaning } from './meaning.ts';
import { MEANINGS_OF_ACCESS, MEANINGS_OF_SCOPE } from './meanings-of-access.ts';
import { MEANINGS_OF_CLIENTS } from './meanings-of-clients.ts';
import { MEANINGS_OF_GRANTS, MEANINGS_OF_PEOPLE, MEANINGS_OF_SIGN_IN } from './meanings-of-grants.ts';
import { MEANINGS_OF_PACE } from './meanings-of-pace.ts';
import {
  MEANINGS_OF_GARBLE,
  MEANINGS_OF_MODELS,
  MEANINGS_OF_REQUESTS,
  MEANINGS_OF_SERVERS,
} from './meanings-of-the-rest.ts';
import { MEANINGS_OF_EXPIRY, MEANINGS_OF_TIME } from './meanings-of-time.ts';
import type { ReasonName } from './reasons.ts';
import type { Where } from './signals.ts';

/** Every meaning that words can have. Order matters: what excuses the credential comes before what accuses it. */
const MEANINGS: readonly Meaning[] = [
  ...MEANINGS_OF_GARBLE,
  ...MEANINGS_OF_MODELS,
  ...MEANINGS_OF_PACE,
  ...MEANINGS_OF_TIME,
  ...MEANINGS_OF_GRANTS,
  ...MEANINGS_OF_PEOPLE,
  ...MEANINGS_OF_SCOPE,
  ...MEANINGS_OF_CLIENTS,
  // Google's one sentence for every dead refresh token; no resource says it of an access token.
  { says: /token has been expired or revoked/, reason: 'RefreshTokenRevoked' },
  ...MEANINGS_OF_EXPIRY,
  ...MEANINGS_OF_ACCESS,
  ...MEANINGS_OF_SIGN_IN,
  ...MEANINGS_OF_REQUESTS,
  ...MEANINGS_OF_SERVERS,
];

/** The meaning of plain words, or null when no row knows them. */
export function meaningOf(words: string, where: Where): ReasonName | null {
  const row = MEANINGS.find(
    ({ says, unless, where: only }) =>
      (only === undefined || only === where) && says.test(words) && !(unless?.test(words) ?? false),
  );
  return row?.reason ?? null;
}
