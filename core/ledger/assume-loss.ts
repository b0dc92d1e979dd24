import type { GrantState, Intent } from '../grant/state.ts';
import type { Ports } from '../ports.ts';
import { updateGrant } from './update.ts';

/**
 * The state of a grant of which nobody knows whether somebody sent its refresh token: as if an exchange were open
 * whose answer is lost. `recover` then finds out, by the same table as after a crash.
 */
export function withAssumedLoss(state: GrantState, loss: { intentId: string; reason: string }): GrantState {
  if (!state.settled || state.latch) return state;
  const fence = state.fence + 1;
  const intent: Intent = {
    id: loss.intentId,
    fence,
    sentFingerprint: '',
    // Long ago: no grace window can be counted on.
    startedAt: 0,
    lost: { at: state.issuedAt ?? 0, reason: loss.reason },
  };
  return { ...state, fence, lock: null, intent, unsettled: null, refreshAt: 0 };
}

/** Writes {@link withAssumedLoss} into the ledger: for a grant that another machine may have refreshed. */
export async function assumeLoss(
  { ledger, random }: Pick<Ports, 'ledger' | 'random'>,
  { grant, reason }: { grant: string; reason: string },
): Promise<void> {
  const intentId = random.id();
  await updateGrant(ledger, grant, (state) =>
    state.intent?.id === intentId ? state : withAssumedLoss(state, { intentId, reason }),
  );
}
