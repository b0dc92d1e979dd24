import { type GrantContext, issuerNow } from '../grant/context.ts';
import type { GrantState } from '../grant/state.ts';
import { updateGrant } from '../ledger/update.ts';
import { MINUTE, type Milliseconds } from '../time.ts';

/** Longer than any exchange may take (30 s) plus the 30 s that the protocol asks for. */
export const LOCK_SPAN: Milliseconds = 2 * MINUTE;

/**
 * Step 2: draws a new fence and takes the lock, if nobody wrote since `seen` in a way that matters: same fence, same
 * open intent, and no holder that may still be at work.
 *
 * @returns the claimed state, whose fence is now ours; null when somebody was faster.
 */
export async function claim(context: GrantContext, seen: GrantState): Promise<GrantState | null> {
  const { ports, spec } = context;
  const { holder } = ports;
  const { applied, state } = await updateGrant(ports.ledger, spec.name, (now) => {
    if (now.fence !== seen.fence || now.intent?.id !== seen.intent?.id) return undefined;
    if (now.lock && !holder.suspect(now.lock, issuerNow(context, now))) return undefined;
    const fence = now.fence + 1;
    return { ...now, fence, lock: { owner: holder.id, fence, until: issuerNow(context, now) + LOCK_SPAN } };
  });
  return applied ? state : null;
}

/** Gives the lock back, if it is still the one drawn with this fence. */
export async function release(context: GrantContext, fence: number): Promise<void> {
  await updateGrant(context.ports.ledger, context.spec.name, (now) =>
    now.fence === fence && now.lock ? { ...now, lock: null } : undefined,
  );
}
