import type { Instant } from '../time.ts';
import { type ActivationMark, readMark } from './activation-mark.ts';
import type { Activations } from './activations.ts';
import { type HeldActivation, makeActivation } from './make-activation.ts';

/** What an update asks for. */
export interface ActivationChange {
  /** The activation that there is. */
  readonly current: string;
  /** What it was made for; undefined: what stood there could not be read. */
  readonly was: Pick<ActivationMark, 'deployment' | 'host' | 'machine'> | undefined;
  readonly mark: ActivationMark;
  readonly expiresAt: Instant;
}

/**
 * Another machine gets another activation; the old one stays for CloudFormation to delete. Everything else changes
 * nothing.
 *
 * A machine that is registered by an activation that was made for it keeps that one: so a deploy that fails after its
 * replacement goes back to the machine that runs, in place of deregistering it.
 * @throws what the port throws
 */
export async function changeActivation(
  activations: Activations,
  { current, was, mark, expiresAt }: ActivationChange,
): Promise<HeldActivation> {
  if (was && isSame(was, mark)) return { kind: 'kept', id: current };
  const inUse = await registeredFor(activations, mark);
  if (inUse !== undefined) return { kind: 'kept', id: inUse };
  return await makeActivation(activations, { mark, expiresAt });
}

/** The activation that was made for this machine and that a machine is registered by. */
async function registeredFor(activations: Activations, mark: ActivationMark): Promise<string | undefined> {
  for (const { id, description } of await activations.list(mark.host)) {
    const its = readMark(description);
    if (its && isSame(its, mark) && (await activations.machinesOf(id)).length > 0) return id;
  }
  return undefined;
}

function isSame(a: NonNullable<ActivationChange['was']>, b: NonNullable<ActivationChange['was']>): boolean {
  return a.deployment === b.deployment && a.host === b.host && a.machine === b.machine;
}
