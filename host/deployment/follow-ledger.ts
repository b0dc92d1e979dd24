import type { GrantView } from '../../core/broker.ts';
import type { Milliseconds } from '../../core/time.ts';

export interface FollowParts {
  /** How a credential is now. */
  view(name: string): Promise<GrantView>;
  /** Waits between two looks; ends at once when the signal aborts. */
  pause(span: Milliseconds, signal: AbortSignal): Promise<void>;
  readonly every: Milliseconds;
}

/** Credentials at once as they are, then at every change that a look finds: nothing in AWS calls back to a command. */
export async function* followLedger(
  grants: readonly string[],
  { parts, signal }: { parts: FollowParts; signal: AbortSignal },
): AsyncIterable<GrantView> {
  const told = new Map<string, string>();
  while (!signal.aborted) {
    for (const grant of grants) {
      const view = await parts.view(grant);
      const text = JSON.stringify(view);
      if (signal.aborted) return;
      if (told.get(grant) === text) continue;
      told.set(grant, text);
      yield view;
    }
    await parts.pause(parts.every, signal);
  }
}
