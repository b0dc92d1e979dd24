import type { SigningKeyContext } from './context.ts';
import { createSecret } from './create-secret.ts';
import { dyingTokens } from './dying-tokens.ts';
import { finishSecret } from './finish-secret.ts';
import { giveUp } from './give-up.ts';
import type { SigningKeyOutcome } from './outcome.ts';
import { setSecret } from './set-secret.ts';
import type { OpenKeyRotation } from './state.ts';
import { testSecret } from './test-secret.ts';
import { tellOfWithdrawal } from './withdraw.ts';

/**
 * The four steps of a rotation that is ours, from the first: each finds out by itself whether it was done before.
 *
 * @returns null when the key must be looked at again
 * @throws Fault `SigningKeyNotProven`
 */
export async function carryOn(
  context: SigningKeyContext,
  rotation: OpenKeyRotation,
): Promise<Extract<SigningKeyOutcome, { kind: 'rotated' }> | null> {
  const value = await createSecret(context, rotation);
  if (!value) return await giveUp(context, rotation);
  if (!(await setSecret(context, { rotation, value }))) return null;
  if (!(await testSecret(context, value))) return await giveUp(context, rotation);
  const promoted = await finishSecret(context, rotation);
  if (!promoted) return null;
  const { key, signsFrom, ended, previousEndsAt } = promoted;
  tellOfWithdrawal(context, ended);
  const dying = rotation.urgent ? await dyingTokens(context) : [];
  const { generation, publicKey } = key;
  return { kind: 'rotated', generation, kid: publicKey.kid, signsFrom, previousEndsAt, dying };
}
