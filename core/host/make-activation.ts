import type { Instant } from '../time.ts';
import type { NewActivation } from './activation.ts';
import { type ActivationMark, readMark } from './activation-mark.ts';
import type { Activations } from './activations.ts';

/** The activation that a host has after a request. */
export type HeldActivation =
  | { readonly kind: 'made'; readonly activation: NewActivation }
  /** It was there already, and its code is known to nobody any more. */
  | { readonly kind: 'kept'; readonly id: string };

/**
 * Makes an activation for one request of CloudFormation. Tried again with the same request it still leaves one: what an
 * earlier try made is deleted, because its code is lost. One that a machine has registered by is kept instead: then the
 * answer of the earlier try did arrive, and this call is a late copy of it.
 *
 * When it fails, nothing of this request is left, as far as Systems Manager can be reached; {@link takeBack} does the rest.
 * @throws what the port throws
 */
export async function makeActivation(
  activations: Activations,
  order: { readonly mark: ActivationMark; readonly expiresAt: Instant },
): Promise<HeldActivation> {
  const used = await takeBack(activations, order.mark);
  if (used !== undefined) return { kind: 'kept', id: used };
  try {
    return { kind: 'made', activation: await activations.make(order) };
  } catch (error) {
    // It may have been made all the same: an answer can be lost. That this fails too must not hide why.
    await takeBack(activations, order.mark).catch(() => undefined);
    throw error;
  }
}

/**
 * Deletes what a request made and no machine has used.
 * @returns the one that a machine has used, which stays
 */
export async function takeBack(
  activations: Activations,
  { host, request }: Pick<ActivationMark, 'host' | 'request'>,
): Promise<string | undefined> {
  const listed = await activations.list(host);
  const own = listed.filter(({ description }) => readMark(description)?.request === request);
  const used = own.find(({ state }) => state === 'used');
  for (const { id } of own) if (id !== used?.id) await activations.delete(id);
  return used?.id;
}
