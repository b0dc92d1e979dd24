import { rotationAt } from '../rotate/rotation-at.ts';
import { keySecret } from '../rotate/version-ids.ts';
import { DAY, type Instant } from '../time.ts';
import { type SigningKeyContext, tellOfSigningKey } from './context.ts';
import { withdrawalAfter } from './finish-secret.ts';
import { JWKS_MAX_AGE } from './jwks-max-age.ts';
import { promotedKeys } from './signing-key-at.ts';
import { NO_SIGNING_KEY, type PublishedKey, type SigningKeyState } from './state.ts';
import { storedSigningKey } from './stored-value.ts';
import type { SigningKeyValue } from './value.ts';

/**
 * Makes sure that the ledger knows the signing keys that are stored: run before the first look. A state that is lost, or
 * from before the key that was promoted last, is rebuilt from their versions. All of them are published again, but for
 * those that an emergency ended, so that no token dies of the loss.
 *
 * @returns true when it had to be mended
 */
export async function mendSigningKey(context: SigningKeyContext): Promise<boolean> {
  const { ports, spec } = context;
  const stored = await ports.ledger.read('signingKey', spec.name);
  const seen = stored?.item ?? NO_SIGNING_KEY;
  // A rotation that is under way may have stored the first key and not published it yet.
  if (promotedKeys(seen).length === 0 && seen.rotation) return false;
  const current = await ports.secrets.labelled(keySecret(spec.name), 'AWSCURRENT');
  if (current !== undefined && seen.published.some(({ versionId }) => versionId === current)) return false;
  // What was given up or withdrawn stays stored for a while where a store cannot delete.
  const keys = (await storedKeys(context)).filter(({ versionId }) => !seen.superseded.includes(versionId));
  const newest =
    keys.findLast(({ value, versionId }) => value.urgent || versionId === current) ?? keys.at(-1);
  if (!newest || newest.value.generation <= (promotedKeys(seen).at(-1)?.generation ?? 0)) return false;
  const item = rebuilt(context, { seen, keys, newest });
  const mended = await ports.ledger.replace('signingKey', spec.name, { seen: stored?.revision ?? 0, item });
  if (mended)
    tellOfSigningKey(context, 'recovered', {
      generation: newest.value.generation,
      reason: 'StateMended',
      message: 'the newest state of the signing key was lost; it was rebuilt from the keys that are stored',
    });
  return mended;
}

interface StoredKey {
  readonly versionId: string;
  readonly value: SigningKeyValue;
}

/** Every key that can be read, oldest first. */
async function storedKeys(context: SigningKeyContext): Promise<readonly StoredKey[]> {
  const keys: StoredKey[] = [];
  for (const versionId of await context.ports.secrets.versions(keySecret(context.spec.name))) {
    const value = await storedSigningKey(context, versionId);
    if (value) keys.push({ versionId, value });
  }
  return keys.sort((a, b) => a.value.generation - b.value.generation);
}

function rebuilt(
  context: SigningKeyContext,
  from: { seen: SigningKeyState; keys: readonly StoredKey[]; newest: StoredKey },
): SigningKeyState {
  const { ports, spec } = context;
  const { seen, keys, newest } = from;
  const firstAlive = Math.max(0, ...keys.map(({ value }) => (value.urgent ? value.generation : 0)));
  const alive = keys.filter(({ value }) => value.generation >= firstAlive);
  const signsFrom = signsAgainFrom(context, { alive, newest });
  const withdrawAt = withdrawalAfter(signsFrom, DAY);
  const published = alive.map(({ versionId, value }): PublishedKey => {
    const { generation, intentId, publicKey, createdAt } = value;
    const key = { generation, intentId, versionId, publicKey, publishedAt: createdAt };
    if (versionId === newest.versionId) return { ...key, signsFrom, withdrawAt: null };
    const promoted = generation < newest.value.generation;
    return { ...key, signsFrom: promoted ? Math.min(createdAt, signsFrom) : null, withdrawAt };
  });
  const { rotateEvery } = spec;
  return {
    ...seen,
    fence: seen.fence + 1,
    published,
    rotation: null,
    rotateAt: rotationAt(newest.value.createdAt, { rotateEvery, fraction: ports.random.fraction() }),
    // How long tokens were to live is what the lost state knew; none lives longer than a day.
    longestLife: DAY,
    announced: 0,
    superseded: keys.filter((key) => !alive.includes(key)).map(({ versionId }) => versionId),
  };
}

/** At once, unless the key is so young that a verifier may not have heard of it; then the one before it goes on. */
function signsAgainFrom(
  { ports, spec }: SigningKeyContext,
  { alive, newest }: { alive: readonly StoredKey[]; newest: StoredKey },
): Instant {
  const now = ports.clock.now();
  const known = spec.verifierCache + JWKS_MAX_AGE;
  const { urgent, createdAt, generation } = newest.value;
  if (urgent || now >= createdAt + known) return now;
  return alive.some(({ value }) => value.generation < generation) ? now + known : now;
}
