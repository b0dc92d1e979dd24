import { isFault } from '../fault.ts';
import { keySecret } from '../rotate/version-ids.ts';
import type { SigningKeyContext } from './context.ts';
import { readSigningKeyValue, type SigningKeyValue } from './value.ts';

/** The key that is stored under this version; undefined where there is none that can be read. */
export async function storedSigningKey(
  { ports, spec }: { ports: Pick<SigningKeyContext['ports'], 'secrets'>; spec: { name: string } },
  versionId: string,
): Promise<SigningKeyValue | undefined> {
  try {
    const text = await ports.secrets.read(keySecret(spec.name), versionId);
    return text && readSigningKeyValue(text);
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return undefined;
    throw error;
  }
}
