import { Fault } from '../fault.ts';
import { readTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import type { SecretId, Secrets } from '../ports.ts';
import type { TokenRotation } from './rotation.ts';

/**
 * Puts the pending version in force by compare-and-swap. Where a newer token is in force by now, which a tick or
 * another host brought, the pending one is dropped: generation decides, not who came last.
 *
 * @throws Fault `RotationPendingMissing` when there is nothing of ours to put in force
 */
export async function finishSecret({ context, labels, token, versionId }: TokenRotation): Promise<void> {
  const { secrets } = context.ports;
  const id = tokenSecret(token);
  const pending = await generationOf(secrets, { id, versionId });
  for (;;) {
    const current = await secrets.labelled(id, 'AWSCURRENT');
    if (current === versionId) return;
    if (pending === undefined) throw pendingMissing(token, versionId);
    const inForce =
      current === undefined ? 0 : ((await generationOf(secrets, { id, versionId: current })) ?? 0);
    if (inForce > pending) return await labels.drop(id, 'AWSPENDING', versionId);
    if (await secrets.move(id, 'AWSCURRENT', { to: versionId, from: current })) return;
  }
}

async function generationOf(
  secrets: Secrets,
  of: { id: SecretId; versionId: string },
): Promise<number | undefined> {
  const text = await secrets.read(of.id, of.versionId);
  return text && readTokenValue(text)?.generation;
}

function pendingMissing(token: string, versionId: string): Fault {
  return new Fault({
    code: 'RotationPendingMissing',
    message: `rotation ${versionId} of token ${token} has no pending value to put in force`,
    remedy: `start it again: aws secretsmanager rotate-secret --secret-id NAME, or use evergrant refresh`,
  });
}
