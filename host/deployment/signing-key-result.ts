import type { RefreshResult } from '../../core/broker.ts';
import type { SigningKeyContext } from '../../core/signing-key/context.ts';
import type { SigningKeyOutcome } from '../../core/signing-key/outcome.ts';
import { promotedKeys } from '../../core/signing-key/signing-key-at.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { fingerprintOf } from '../broker/signing-key-views.ts';

/** What a look at a signing key means for whoever asked the function for it. */
export async function signingKeyResult(
  { ports, spec: { name } }: SigningKeyContext,
  outcome: SigningKeyOutcome,
): Promise<RefreshResult> {
  if (outcome.kind === 'busy')
    return {
      kind: 'unavailable',
      reason: 'Busy',
      message: `a rotation of signing key ${name} is under way`,
      remedy: `evergrant status ${name}`,
      retryable: true,
    };
  const newest = promotedKeys(await readSigningKey(ports.ledger, name)).at(-1);
  const generation = newest?.generation ?? 0;
  const fingerprint = newest ? fingerprintOf(newest.publicKey.kid) : '';
  return { kind: outcome.kind === 'rotated' ? 'refreshed' : 'fresh', generation, fingerprint };
}
