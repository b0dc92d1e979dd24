import { type SigningKeyContext, tellOfSigningKey } from './context.ts';
import type { OpenKeyRotation, PublishedKey } from './state.ts';
import { updateSigningKey } from './update.ts';
import type { SigningKeyValue } from './value.ts';

/**
 * Second step: publishes the new key, so that verifiers know it before it signs.
 *
 * @returns false when the rotation is no longer this one
 */
export async function setSecret(
  context: SigningKeyContext,
  { rotation, value }: { rotation: OpenKeyRotation; value: SigningKeyValue },
): Promise<boolean> {
  const { ports, spec } = context;
  const { generation, publicKey } = value;
  const key: PublishedKey = {
    generation,
    intentId: rotation.id,
    versionId: rotation.versionId,
    publicKey,
    publishedAt: ports.clock.now(),
    signsFrom: null,
    withdrawAt: null,
  };
  let added = false;
  const { applied } = await updateSigningKey(ports.ledger, spec.name, (seen) => {
    added = false;
    if (seen.published.some(({ intentId }) => intentId === rotation.id)) return seen;
    if (seen.rotation?.id !== rotation.id) return undefined;
    added = true;
    return { ...seen, published: [...seen.published, key] };
  });
  if (added)
    tellOfSigningKey(context, 'signingKeyPublished', { generation, details: { kid: publicKey.kid } });
  return applied;
}
