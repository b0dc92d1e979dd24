import type { SecretsManagerSecrets } from '../../adapters/secrets-manager/secrets-manager-secrets.ts';
import { type GrantContext, tell } from '../../core/grant/context.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';

/**
 * Twice the time-out of `rotate`. A rotation that is slower than that loses its label and nothing else: its version is
 * still found by its id, and the last step puts it in force.
 */
const STUCK: Milliseconds = 3 * MINUTE;

/**
 * Takes AWSPENDING off the versions of rotations that died: while it stands on a version that is not in force, Secrets
 * Manager refuses every further rotation of the secret. What such a version holds came from the ledger, so nothing is
 * lost.
 */
export async function dropStuckPending(context: GrantContext, secrets: SecretsManagerSecrets): Promise<void> {
  const before = context.ports.clock.now() - STUCK;
  for (const token of context.spec.tokens) {
    const versionId = await secrets.dropPending(tokenSecret(token), { before });
    if (versionId === undefined) continue;
    tell(context, 'finding', {
      reason: 'PendingDropped',
      message: `a rotation of token ${token} died and left ${versionId} pending; the label is taken off, the next rotation starts afresh`,
    });
  }
}
