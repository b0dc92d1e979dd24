import type { GrantState } from '../../core/grant/state.ts';
import type { Instant } from '../../core/time.ts';
import { type Census, type Gauges, gaugesOf } from './gauges.ts';

export interface TickParts {
  /** Grants that fell due by now, the longest overdue first; at most `limit`. */
  due(now: Instant, limit: number): Promise<readonly string[]>;
  /** Looks at one grant. Whatever it throws concerns that grant alone. */
  look(grant: string): Promise<void>;
  /** Passes grants on to further runs of this function. */
  passOn(grants: readonly string[]): Promise<void>;
  /** Told when a look failed for a reason that no outcome covers. */
  failed(grant: string, error: unknown): void;
  /** The states of all grants, some moments old, and what is counted beside them. */
  census(): Promise<{ readonly states: readonly GrantState[] } & Census>;
  emit(gauges: Gauges): void;
  now(): Instant;
}

/** One beat: looks at what is due, passes on what is more than one run can do, and says how everything is. */
export async function tick(parts: TickParts): Promise<{ looked: number; passedOn: number }> {
  const due = await parts.due(parts.now(), MOST_DUE);
  const own = due.slice(0, MOST_LOOKS);
  const others = due.slice(MOST_LOOKS);
  if (others.length > 0) await parts.passOn(others);
  // All at once: an issuer that hangs may have any number of these grants, and must not keep the others waiting.
  await Promise.all(
    own.map(async (grant) => {
      try {
        await parts.look(grant);
      } catch (error) {
        parts.failed(grant, error);
      }
    }),
  );
  const { states, ...counted } = await parts.census();
  parts.emit(gaugesOf(states, { ...counted, now: parts.now() }));
  return { looked: own.length, passedOn: others.length };
}

/** What one beat passes on at most; the rest is still due at the next, a minute later. */
const MOST_DUE = 1_000;

/** What one run looks at itself. An exchange may take half a minute, and the function has a minute and a half. */
const MOST_LOOKS = 10;
