import { isFault } from '../fault.ts';
import type { GrantContext } from '../grant/context.ts';
import type { Settled } from '../grant/settled.ts';
import type { SecretId } from '../ports.ts';
import type { SecretText } from '../secret-text.ts';

/** Where AWSCURRENT is to stand. */
export interface Forward {
  readonly id: SecretId;
  readonly versionId: string;
  readonly settled: Settled;
  /** Reads the generation out of a stored value. */
  readonly read: (text: SecretText) => { readonly generation: number } | undefined;
  /**
   * True where two versions of one generation are as good as one another, as tokens are. Of two grant values one is an
   * orphan: AWS puts AWSCURRENT on the first version of a secret by itself, also on that of a consent that was cut
   * short.
   */
  readonly equalsWillDo: boolean;
  /** The version before, as the ledger has it: older for certain, and where the label stands if nobody else moved it. */
  readonly before: string | undefined;
  /** Stores the version first, where it may not be stored yet. */
  readonly put?: () => Promise<void>;
}

/**
 * Moves AWSCURRENT to this version, unless it stands on one that is not older. Somebody else may move it at the same
 * time: then it is looked at again, so that of two projections the newer one stays whichever was slower.
 */
export async function moveForward(context: GrantContext, forward: Forward): Promise<void> {
  const { secrets } = context.ports;
  const { id, versionId, before, put } = forward;
  // Compare-and-swap asks the store itself whether the label stands there; what must be stored first waits for a look.
  if (before !== undefined && !put && (await secrets.move(id, 'AWSCURRENT', { to: versionId, from: before })))
    return;
  for (;;) {
    const from = await secrets.labelled(id, 'AWSCURRENT');
    if (from === versionId) return;
    const isOlder = from === undefined || from === before;
    if (!isOlder && stays(forward, await generationOf(context, { forward, from }))) return;
    await put?.();
    if (await secrets.move(id, 'AWSCURRENT', { to: versionId, from })) return;
  }
}

/** Whether the label stays on a version of this generation. */
function stays({ settled, equalsWillDo }: Forward, generation: number): boolean {
  return equalsWillDo ? generation >= settled.generation : generation > settled.generation;
}

/** 0 where it is gone, damaged or of an unknown form: nothing is lost by moving on from such a one. */
async function generationOf(
  { ports }: GrantContext,
  { forward, from }: { forward: Forward; from: string },
): Promise<number> {
  try {
    const text = await ports.secrets.read(forward.id, from);
    return (text && forward.read(text)?.generation) ?? 0;
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return 0;
    throw error;
  }
}
