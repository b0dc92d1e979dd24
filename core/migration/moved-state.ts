import type { GrantState } from '../grant/state.ts';

/**
 * A grant's state as its new broker begins with it: same generation, consent, dates and clock offset. It is due at
 * once, first to be projected into the labels, tokens and queues there, then to be refreshed, which proves that it is
 * alive in its new place. What only the old store holds, superseded values and orphans, stays there and is not named.
 *
 * @param fence of the state that it replaces: a fence never goes back
 */
export function movedState(state: GrantState, { fence }: { fence: number }): GrantState {
  const generation = state.settled?.generation ?? 0;
  return {
    ...state,
    fence: Math.max(state.fence, fence) + 1,
    lock: null,
    refreshAt: 0,
    announced: Math.min(state.announced, generation - 1),
    orphans: [],
    superseded: [],
  };
}
