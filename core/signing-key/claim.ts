import { keyVersionId } from '../rotate/version-ids.ts';
import { MINUTE, type Milliseconds } from '../time.ts';
import { type SigningKeyContext, tellOfSigningKey } from './context.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { OpenKeyRotation, SigningKeyState } from './state.ts';
import { updateSigningKey } from './update.ts';

/**
 * Opens a rotation, IF nobody has moved since.
 *
 * @param from `versionId`: the version that Secrets Manager wants made; it names the rotation, too. By default both are
 *   drawn here
 * @returns null when somebody has moved
 */
export async function claimRotation(
  context: SigningKeyContext,
  { seen, urgent, versionId }: { seen: SigningKeyState; urgent: boolean; versionId?: string },
): Promise<OpenKeyRotation | null> {
  const { ports, spec } = context;
  const startedAt = ports.clock.now();
  const id = versionId ?? ports.random.id();
  const open: OpenKeyRotation = {
    id,
    versionId: versionId ?? keyVersionId(ports.digest, id),
    owner: ports.holder.id,
    fence: seen.fence + 1,
    until: startedAt + LOCK_SPAN,
    startedAt,
    urgent,
  };
  const { applied } = await updateSigningKey(ports.ledger, spec.name, (now) => {
    if (now.rotation?.id === open.id) return now;
    const same = now.rotation === null && now.fence === seen.fence;
    return same ? { ...now, fence: open.fence, rotation: open } : undefined;
  });
  if (!applied) return null;
  const generation = promotedKeys(seen).at(-1)?.generation ?? 0;
  tellOfSigningKey(context, 'rotationStarted', { generation, details: { intent: open.id, urgent } });
  return open;
}

/** Takes an open rotation from an owner who may be gone. @returns null when somebody else has moved it */
export async function takeOverRotation(
  { ports, spec }: SigningKeyContext,
  open: OpenKeyRotation,
): Promise<OpenKeyRotation | null> {
  const { applied, state } = await updateSigningKey(ports.ledger, spec.name, (seen) => {
    if (seen.rotation?.id !== open.id || seen.rotation.fence !== open.fence) return undefined;
    const fence = seen.fence + 1;
    const until = ports.clock.now() + LOCK_SPAN;
    return { ...seen, fence, rotation: { ...open, owner: ports.holder.id, fence, until } };
  });
  return applied ? state.rotation : null;
}

/** Longer than the steps of a rotation may take. */
const LOCK_SPAN: Milliseconds = 2 * MINUTE;
