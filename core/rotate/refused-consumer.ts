import type { KeyContext } from './context.ts';
import { updateKey } from './update.ts';

/**
 * Records that a resource refused the key with this fingerprint (null: the consumer does not know it).
 *
 * @returns true when that is the key in force
 */
export async function recordKeyRefusal(
  { ports, spec }: KeyContext,
  fingerprint: string | null,
): Promise<boolean> {
  const now = ports.clock.now();
  const { applied } = await updateKey(ports.ledger, spec.name, (seen) => {
    if (!seen.settled || (fingerprint !== null && seen.settled.fingerprint !== fingerprint)) return undefined;
    return seen.consumerRefusedAt === null ? { ...seen, consumerRefusedAt: now } : seen;
  });
  return applied;
}
