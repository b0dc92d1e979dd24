import { forward } from '../rotate/forward.ts';
import { keySecret } from '../rotate/version-ids.ts';
import type { SigningKeyContext } from './context.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { SigningKeyState } from './state.ts';
import { updateSigningKey } from './update.ts';
import { readSigningKeyValue } from './value.ts';

/** Makes AWSCURRENT follow the key promoted last, and deletes what was withdrawn. May be done again, by anybody. */
export async function projectSigningKey(context: SigningKeyContext, state: SigningKeyState): Promise<void> {
  const { ports, spec } = context;
  const newest = promotedKeys(state).at(-1);
  if (!newest) return;
  const id = keySecret(spec.name);
  const { versionId, generation } = newest;
  const stored = new Set(await ports.secrets.versions(id));
  if (stored.has(versionId))
    await forward(ports.secrets, {
      id,
      versionId,
      generation,
      generationOf: (text) => readSigningKeyValue(text)?.generation,
    });
  await ports.secrets.prune(id, state.superseded);
  // A version that carries AWSPREVIOUS stays until its label moves on.
  const left = new Set(await ports.secrets.versions(id));
  const pruned = new Set(state.superseded.filter((superseded) => !left.has(superseded)));
  await updateSigningKey(ports.ledger, spec.name, (seen) => {
    const superseded = seen.superseded.filter((one) => !pruned.has(one));
    const stillNewest = promotedKeys(seen).at(-1)?.generation === generation;
    const announced = stillNewest && sameKeys(seen, state) ? generation : seen.announced;
    return { ...seen, superseded, announced };
  });
}

/** Nothing was withdrawn meanwhile that somebody has yet to delete. */
function sameKeys(seen: SigningKeyState, state: SigningKeyState): boolean {
  return seen.superseded.every((one) => state.superseded.includes(one));
}
