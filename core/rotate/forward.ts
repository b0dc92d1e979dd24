import { isFault } from '../fault.ts';
import type { SecretId, Secrets } from '../ports.ts';
import type { SecretText } from '../secret-text.ts';

/** Where AWSCURRENT of a secret is to stand. */
export interface Forward {
  readonly id: SecretId;
  readonly versionId: string;
  readonly generation: number;
  readonly generationOf: (text: SecretText) => number | undefined;
  /** Stores the version first, where it may not be stored yet. */
  readonly put?: () => Promise<void>;
}

/**
 * Moves AWSCURRENT to this version, unless it stands on a newer one. Somebody else may move it at the same time: then
 * it is looked at again, so that of two projections the newer one stays whichever was slower.
 */
export async function forward(secrets: Secrets, move: Forward): Promise<void> {
  const { id, versionId, generationOf } = move;
  for (;;) {
    const from = await secrets.labelled(id, 'AWSCURRENT');
    if (from === versionId) return;
    const generation = from === undefined ? 0 : await generationAt(secrets, { id, from, generationOf });
    if (generation > move.generation) return;
    await move.put?.();
    if (await secrets.move(id, 'AWSCURRENT', { to: versionId, from })) return;
  }
}

/** 0 where the version is gone, damaged or of an unknown form: nothing is lost by moving on from such a one. */
export async function generationAt(
  secrets: Secrets,
  at: Pick<Forward, 'id' | 'generationOf'> & { readonly from: string },
): Promise<number> {
  try {
    const text = await secrets.read(at.id, at.from);
    return (text && at.generationOf(text)) ?? 0;
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return 0;
    throw error;
  }
}
