import type { Ports } from '../ports.ts';
import type { SecretText } from '../secret-text.ts';
import { grantSecret } from './version-ids.ts';

/**
 * Reads one version of a grant secret wherever it was saved. What lies in the spill is brought back into the store,
 * for labels can stand on nothing else.
 *
 * @returns undefined when it was never saved.
 * @throws Fault when the store still cannot take what was spilled.
 */
export async function readStored(
  { ports, spec }: { ports: Pick<Ports, 'secrets' | 'spill'>; spec: { readonly name: string } },
  versionId: string,
): Promise<SecretText | undefined> {
  const id = grantSecret(spec.name);
  const stored = await ports.secrets.read(id, versionId);
  if (stored) return stored;
  const spilled = await ports.spill.read(id, versionId);
  if (!spilled) return undefined;
  await ports.secrets.put(id, { versionId, value: spilled, label: 'EVERGRANT_NEXT' });
  await ports.spill.remove(id, versionId);
  return spilled;
}
