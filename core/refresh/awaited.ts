import type { GrantState } from '../grant/state.ts';

/** Every exchange whose answer this state awaits, the last one first. */
export function awaited({ intent, unsettled }: GrantState): readonly string[] {
  const ids = [intent?.id, unsettled?.intentId, unsettled?.retryOf?.id];
  return [...new Set(ids.filter((id) => id !== undefined))];
}
