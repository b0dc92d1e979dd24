import type { RefreshResult } from '../../core/broker.ts';
import { keepTold, TELLING } from '../../core/incident/keep-told.ts';
import { signingKeyConditionOf } from '../../core/incident/signing-key-condition.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import { type SigningKeyContext, tellOfSigningKey } from '../../core/signing-key/context.ts';
import { lookAtSigningKey } from '../../core/signing-key/look.ts';
import { mendSigningKey } from '../../core/signing-key/mend.ts';
import { nextSigningKeyLookAt } from '../../core/signing-key/next-look.ts';
import { HOUR, MINUTE, type Milliseconds } from '../../core/time.ts';
import type { Deployment } from '../../host/deployment/open-deployment.ts';
import { signingKeyContext } from '../../host/deployment/signing-key-context.ts';
import { signingKeyResult } from '../../host/deployment/signing-key-result.ts';

/**
 * Looks at one signing key as the broker of a machine does: mends its ledger, makes the first key or a successor where
 * one is due or was asked for in the ledger, withdraws old ones, and tells people.
 *
 * @param again looks at a token that a key which was given up may have signed
 */
export async function lookAtKey(
  deployment: Deployment,
  name: string,
  again: (token: string) => Promise<unknown>,
): Promise<RefreshResult> {
  const context = await signingKeyContext(deployment, name);
  await mendSigningKey(context);
  try {
    const outcome = await lookAtSigningKey(context, 'tick');
    if (outcome.kind === 'rotated') await Promise.all(context.spec.tokens.map(again));
    return await signingKeyResult(context, outcome);
  } finally {
    await attend(deployment, context);
  }
}

async function attend(
  { ledger, due, ports, secrets, name: deployment }: Deployment,
  context: SigningKeyContext,
): Promise<void> {
  const { name, rotateEvery, tokens } = context.spec;
  const stored = await ledger.read('signingKey', name);
  if (!stored) return;
  const { item: state, revision } = stored;
  const now = ports.clock.now();
  const condition = signingKeyConditionOf({ key: name, state, now, rotateEvery, affected: tokens });
  const subject = { id: name, name, kind: 'signingKey', deployment, condition, telling: TELLING } as const;
  const telling = await keepTold(ports, subject);
  if (!state.rotation) await dropStuck(context, secrets);
  const atMost = telling === 'elsewhere' ? MINUTE : HOUR;
  const at = nextSigningKeyLookAt(state, { rotateEvery, now, atMost });
  await due.lookAgain(name, { kind: 'signingKey', revision, at });
}

/** Twice the time-out of `rotate`: no rotation of the ledger is open, so what is pending was given up. */
const STUCK: Milliseconds = 3 * MINUTE;

/** A label that stays on such a version would have Secrets Manager refuse every further rotation. */
async function dropStuck(context: SigningKeyContext, secrets: Deployment['secrets']): Promise<void> {
  const before = context.ports.clock.now() - STUCK;
  const versionId = await secrets.dropPending(keySecret(context.spec.name), { before });
  if (versionId === undefined) return;
  tellOfSigningKey(context, 'finding', {
    reason: 'PendingDropped',
    message: `a rotation of signing key ${context.spec.name} was given up and left ${versionId} pending; the label is taken off, the next rotation starts afresh`,
  });
}
