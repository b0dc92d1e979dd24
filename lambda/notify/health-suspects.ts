import { isMapping } from '../../core/config/raw-tree.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { formatSpan, type Instant, toIso } from '../../core/time.ts';

/** What may have made an alarm on the whole deployment ring. */
export interface Suspect {
  /** Name of a grant, or of a token. */
  readonly credential: string;
  /** One clause for people: `has failed 3 times in a row: …`. */
  readonly says: string;
}

/** A grant with its state. */
export interface KnownGrant {
  readonly name: string;
  readonly state: GrantState;
}

/** Grants that fail or are dead, the longest failing first. */
export function failingGrants(grants: readonly KnownGrant[]): readonly Suspect[] {
  return grants
    .filter(({ state }) => failuresOf(state) > 0)
    .toSorted((a, b) => failuresOf(b.state) - failuresOf(a.state))
    .map(({ name, state }) => ({ credential: name, says: failure(state) }));
}

function failuresOf({ latch, unsettled, backoff }: GrantState): number {
  return latch || unsettled ? Number.POSITIVE_INFINITY : (backoff?.failures ?? 0);
}

function failure({ latch, unsettled, backoff, lastVerdict }: GrantState): string {
  if (latch) return `needs a person: ${latch.message} (${latch.reason})`;
  if (unsettled) return 'is unsettled: the answer of a refresh was lost';
  const why = lastVerdict ? `: ${lastVerdict.message} (${lastVerdict.reason})` : '';
  return `has failed ${backoff?.failures ?? 0} times in a row${why}`;
}

/** The token in force that ends first, however many end soon: the alarm is on the shortest life. */
export function endingFirst(grants: readonly KnownGrant[], now: Instant): readonly Suspect[] {
  const ends = grants.flatMap(({ name, state }) =>
    state.settled && state.expiresAt !== null ? [{ name, endsAt: state.expiresAt - state.clockOffset }] : [],
  );
  return ends
    .toSorted((a, b) => a.endsAt - b.endsAt)
    .slice(0, 1)
    .map(({ name, endsAt }) => ({
      credential: name,
      says:
        endsAt > now
          ? `has a token that ends in ${formatSpan(endsAt - now)}, at ${toIso(endsAt)}`
          : `has a token that ended at ${toIso(endsAt)}`,
    }));
}

/** What `rotate` announced of its failures, in its own lines; the last word of each token counts. */
export function failedRotations(lines: readonly string[]): readonly Suspect[] {
  const found = new Map<string, string>();
  for (const line of lines) {
    const event = parseJson(line);
    if (!isMapping(event) || event.type !== 'finding') continue;
    const { credential, reason, message } = event;
    if (typeof credential !== 'string' || typeof message !== 'string') continue;
    found.set(credential, `did not rotate: ${message}${typeof reason === 'string' ? ` (${reason})` : ''}`);
  }
  return [...found].map(([credential, says]) => ({ credential, says }));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
