import { isFault } from '../fault.ts';
import { keySecret } from '../rotate/version-ids.ts';
import type { SigningKeyContext } from './context.ts';
import type { OpenKeyRotation } from './state.ts';
import { storedSigningKey } from './stored-value.ts';
import { readSigningKey } from './update.ts';
import { type SigningKeyValue, writeSigningKeyValue } from './value.ts';

/**
 * First step: makes the key pair of a rotation and stores it under AWSPENDING. One that an earlier try has stored is
 * taken as it is.
 *
 * @returns undefined when what is stored cannot be read
 */
export async function createSecret(
  context: SigningKeyContext,
  rotation: OpenKeyRotation,
): Promise<SigningKeyValue | undefined> {
  const { ports, spec } = context;
  const id = keySecret(spec.name);
  const { versionId } = rotation;
  const found = await storedSigningKey(context, versionId);
  if (found) return found;
  // It may stand there without a value: Secrets Manager makes the version before it has somebody fill it.
  const value = await made(context, rotation);
  try {
    await ports.secrets.put(id, { versionId, value: writeSigningKeyValue(value), label: 'AWSPENDING' });
    return value;
  } catch (error) {
    // Another broker took this rotation over and was faster: its pair is the one.
    if (!isFault(error) || error.code !== 'VersionTaken') throw error;
  }
  return await storedSigningKey(context, versionId);
}

async function made({ ports, spec }: SigningKeyContext, rotation: OpenKeyRotation): Promise<SigningKeyValue> {
  const { published } = await readSigningKey(ports.ledger, spec.name);
  return {
    schema: 1,
    generation: Math.max(0, ...published.map(({ generation }) => generation)) + 1,
    intentId: rotation.id,
    ...(await ports.signer.generate(spec.algorithm)),
    urgent: rotation.urgent,
    createdAt: ports.clock.now(),
  };
}
