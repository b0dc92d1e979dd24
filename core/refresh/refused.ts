import { type GrantContext, issuerNow } from '../grant/context.ts';
import type { GrantState } from '../grant/state.ts';
import { updateGrant } from '../ledger/update.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../time.ts';

/**
 * Records that a resource refused the token with this fingerprint. If it is the one in force, its refresh falls due at
 * once, but not sooner after it was issued than a tenth of its life (at most a minute): a resource that refuses every
 * token must not make the issuer's endpoint its drum.
 *
 * @returns true when the token in force was the refused one.
 */
export async function recordRefusal(context: GrantContext, fingerprint: string | null): Promise<boolean> {
  const { ports, spec } = context;
  const { applied } = await updateGrant(ports.ledger, spec.name, (seen) => {
    if (fingerprint !== null && seen.fingerprint !== fingerprint) return undefined;
    if (seen.accessRefusedAt !== null) return seen;
    const now = issuerNow(context, seen);
    const floor = replaceableFrom(seen, now);
    return { ...seen, accessRefusedAt: now, refreshAt: Math.min(seen.refreshAt, Math.max(now, floor)) };
  });
  return applied;
}

/**
 * The first instant, by the issuer's time, at which a refused token may be replaced: a tenth of its life after its issue,
 * at most a minute; a minute where its life is not known, and at once where its issue is not.
 */
export function replaceableFrom({ issuedAt, expiresAt }: GrantState, now: Instant): Instant {
  return issuedAt === null ? now : issuedAt + floorOf(expiresAt === null ? null : expiresAt - issuedAt);
}

/** How long after its issue a token stays in force whatever consumers say of it. @param life null: not known */
export function floorOf(life: Milliseconds | null): Milliseconds {
  return life === null ? MINUTE : Math.min(life / 10, MINUTE);
}

/**
 * Is the token in force so young that no consumer's need replaces it? It then stays in force also when a resource refused
 * it. A latched grant's token is not spared: nothing replaces it anyway.
 */
export function isTooYoung(state: GrantState, now: Instant): boolean {
  return state.latch === null && !isOfTheFuture(state, now) && now < replaceableFrom(state, now);
}

/** Was the token in force issued after now? Then the clock was set back, and nothing can be compared until an answer sets it right. */
export function isOfTheFuture({ issuedAt }: GrantState, now: Instant): boolean {
  return now < (issuedAt ?? 0) - CLOCK_TOLERANCE;
}

/** Rounding of the `Date` header and of what issuers call simultaneous. */
const CLOCK_TOLERANCE: Milliseconds = 5 * SECOND;
