import { type GrantContext, issuerNow } from '../grant/context.ts';
import type { GrantState } from '../grant/state.ts';
import { updateGrant } from '../ledger/update.ts';
import { type Instant, MINUTE } from '../time.ts';

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

/** The first instant, by the issuer's time, at which a refused token may be replaced. */
export function replaceableFrom(state: GrantState, now: Instant): Instant {
  const issuedAt = state.issuedAt ?? now;
  const life = (state.expiresAt ?? state.refreshAt) - issuedAt;
  return issuedAt + Math.min(life / 10, MINUTE);
}
