import { rotationAt } from '../rotate/rotation-at.ts';
import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
import { type SigningKeyContext, type SigningKeySpec, tellOfSigningKey } from './context.ts';
import { JWKS_MAX_AGE } from './jwks-max-age.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { OpenKeyRotation, PublishedKey, SigningKeyState } from './state.ts';
import { updateSigningKey } from './update.ts';

/** What came of the last step. */
export interface Promoted {
  readonly key: PublishedKey;
  readonly signsFrom: Instant;
  /** Keys that an emergency ended. */
  readonly ended: readonly PublishedKey[];
  readonly previousEndsAt: Instant | null;
}

/**
 * Last step: says from when on the new key signs, and when the keys before it go. Its label follows, which is a
 * projection of this one write.
 *
 * @returns null when the rotation is no longer this one
 */
export async function finishSecret(
  context: SigningKeyContext,
  rotation: OpenKeyRotation,
): Promise<Promoted | null> {
  const { ports, spec } = context;
  const now = ports.clock.now();
  const fraction = ports.random.fraction();
  let before: SigningKeyState | undefined;
  const { applied, state } = await updateSigningKey(ports.ledger, spec.name, (seen) => {
    before = seen;
    if (promotedKeys(seen).some(({ intentId }) => intentId === rotation.id)) return seen;
    if (seen.rotation?.id !== rotation.id) return undefined;
    const published = promote(seen, { rotation, now, spec });
    if (!published) return undefined;
    const left = new Set(published.map(({ versionId }) => versionId));
    const gone = seen.published.map(({ versionId }) => versionId).filter((id) => !left.has(id));
    return {
      ...seen,
      published,
      rotation: null,
      rotateAt: rotationAt(now, { rotateEvery: spec.rotateEvery, fraction }),
      // It was begun before the emergency, and the keys before it would live on.
      wanted: rotation.urgent || seen.wanted !== 'emergency' ? null : seen.wanted,
      superseded: [...seen.superseded, ...gone],
    };
  });
  const key = promotedKeys(state).find(({ intentId }) => intentId === rotation.id);
  if (!applied || !key || before === state) return null;
  const ends = state.published.flatMap(({ withdrawAt }) => (withdrawAt === null ? [] : [withdrawAt]));
  const ended = (before?.published ?? []).filter(
    ({ versionId }) => !state.published.some((left) => left.versionId === versionId),
  );
  const { generation, signsFrom, publicKey } = key;
  tellOfSigningKey(context, 'signingKeyPromoted', {
    generation,
    details: { kid: publicKey.kid, signsFrom: new Date(signsFrom).toISOString() },
  });
  return { key, signsFrom, ended, previousEndsAt: ends.length === 0 ? null : Math.max(...ends) };
}

/** The published keys once the new one is promoted; undefined where it is not among them. */
function promote(
  { published, longestLife }: SigningKeyState,
  by: { rotation: OpenKeyRotation; now: Instant; spec: SigningKeySpec },
): readonly PublishedKey[] | undefined {
  const { rotation, now, spec } = by;
  const made = published.find(({ intentId }) => intentId === rotation.id);
  if (!made) return undefined;
  if (rotation.urgent) return [{ ...made, signsFrom: now }];
  const others = published.filter(({ intentId }) => intentId !== rotation.id);
  const first = others.every(({ signsFrom }) => signsFrom === null);
  const signsFrom = first ? now : now + spec.verifierCache + JWKS_MAX_AGE;
  const withdrawAt = withdrawalAfter(signsFrom, longestLife);
  return [
    ...others.map((key) => ({ ...key, withdrawAt: key.withdrawAt ?? withdrawAt })),
    { ...made, signsFrom },
  ];
}

/** When the last token that was signed before `until` has ended for everybody's clock. */
export function withdrawalAfter(until: Instant, longestLife: Milliseconds): Instant {
  return until + longestLife + MINUTE;
}
