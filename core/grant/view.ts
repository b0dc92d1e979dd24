import type { GrantView } from '../broker.ts';
import { credentialState, type GrantState } from './state.ts';

/** A grant as its followers see it. */
export function viewOf(grant: string, state: GrantState): GrantView {
  return {
    grant,
    state: credentialState(state),
    generation: state.settled?.generation ?? 0,
    fingerprint: state.fingerprint,
    // Followers compare it with this machine's clock.
    expiresAt: state.expiresAt === null ? null : state.expiresAt - state.clockOffset,
    latch: state.latch ? { reason: state.latch.reason, message: state.latch.message } : null,
  };
}
