import { type GrantContext, tell } from '../grant/context.ts';
import type { RefreshOutcome } from './outcome.ts';
import { project } from './project.ts';
import { findSaved } from './save.ts';
import { settle } from './settle.ts';

/**
 * Settles the answer to one of these exchanges, where one was saved, without any call. It is looked for whenever a
 * token that may be spent is about to be sent again or given up: its sender may have been slow, not dead.
 *
 * @returns null when none was saved; an outcome of null: look at the grant again.
 */
export async function settleSaved(
  context: GrantContext,
  look: { readonly intentIds: readonly string[]; readonly insteadOf?: string },
): Promise<{ readonly outcome: RefreshOutcome | null } | null> {
  const { intentIds, ...settlement } = look;
  for (const id of intentIds) {
    const value = await findSaved(context, id);
    if (!value) continue;
    const state = await settle(context, { ...settlement, intent: { id }, value, clockOffset: null });
    if (!state?.settled) return { outcome: null };
    const { generation } = value;
    tell(context, 'recovered', { generation, message: 'an answer was saved and not yet settled' });
    await project(context, state);
    return { outcome: { kind: 'refreshed', generation } };
  }
  return null;
}
