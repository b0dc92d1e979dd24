import { Fault } from '../fault.ts';
import { type SigningKeyContext, tellOfSigningKey } from './context.ts';
import type { OpenKeyRotation } from './state.ts';
import { updateSigningKey } from './update.ts';

/**
 * Closes a rotation whose key does not prove itself. It has signed nothing, so nobody misses it; the next look makes
 * another.
 *
 * @throws Fault `SigningKeyNotProven`, always
 */
export async function giveUp(context: SigningKeyContext, rotation: OpenKeyRotation): Promise<never> {
  const { ports, spec } = context;
  const { versionId } = rotation;
  await updateSigningKey(ports.ledger, spec.name, (seen) =>
    seen.rotation?.id === rotation.id
      ? {
          ...seen,
          rotation: null,
          published: seen.published.filter(({ intentId }) => intentId !== rotation.id),
          superseded: [...seen.superseded, versionId],
        }
      : undefined,
  );
  const message = `what the new signing key of ${spec.name} signs does not verify with its published keys, so it was not promoted; the key before it goes on`;
  tellOfSigningKey(context, 'rotationFailed', { reason: 'SigningKeyNotProven', message });
  throw new Fault({
    code: 'SigningKeyNotProven',
    message,
    remedy: `it is tried again by itself with another key; at once: evergrant rotate ${spec.name} --now`,
    retryable: true,
  });
}
