import type { SigningKeyContext } from './context.ts';
import { publishedJwks } from './published-jwks.ts';
import { readSigningKey } from './update.ts';
import type { SigningKeyValue } from './value.ts';

/** Third step: does what the stored key signs verify with the keys that are published, both read again? */
export async function testSecret(
  { ports, spec }: SigningKeyContext,
  { privateKey, publicKey, intentId }: SigningKeyValue,
): Promise<boolean> {
  const probe = await ports.signer.sign({ probe: intentId }, { privateKey, publicKey });
  const published = publishedJwks(await readSigningKey(ports.ledger, spec.name), ports.clock.now());
  return await ports.signer.verify(probe, published);
}
