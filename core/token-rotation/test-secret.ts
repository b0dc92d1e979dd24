import { Fault } from '../fault.ts';
import { issuerNow } from '../grant/context.ts';
import { readTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import { readGrant } from '../ledger/update.ts';
import type { TokenRotation } from './rotation.ts';

/**
 * Checks that the pending version is a token of this grant that still lives. A version that does not exist, or that
 * we did not write, is no fault: Secrets Manager tests a rotation when it is configured, with one of its own making.
 *
 * @throws Fault `RotationTestFailed` when a token of ours is over
 */
export async function testSecret({ context, token, versionId }: TokenRotation): Promise<void> {
  const { secrets, ledger } = context.ports;
  const text = await secrets.read(tokenSecret(token), versionId);
  const value = text && readTokenValue(text);
  if (!value) return;
  const state = await readGrant(ledger, context.spec.name);
  const { expiresAt } = value.access;
  if (expiresAt === null || expiresAt > issuerNow(context, state)) return;
  throw new Fault({
    code: 'RotationTestFailed',
    message: `the pending token ${token} of generation ${value.generation} ended before it was put in force`,
    remedy: `evergrant refresh ${context.spec.name}`,
    retryable: true,
  });
}
