import { type GrantContext, issuerNow } from '../grant/context.ts';
import { updateGrant } from '../ledger/update.ts';

/**
 * Makes a grant due now: the local clock leaped, so no instant that was computed with it can be compared any more. The
 * answer to one refresh carries the issuer's date and sets the clock offset right.
 */
export async function makeDue(context: GrantContext): Promise<void> {
  await updateGrant(context.ports.ledger, context.spec.name, (state) => {
    const now = issuerNow(context, state);
    return state.settled && !state.latch && state.refreshAt > now ? { ...state, refreshAt: now } : undefined;
  });
}
