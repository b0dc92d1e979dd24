import type { Broker, RefreshResult } from '../../core/broker.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { provenAt } from '../../core/preflight/checks/refresh-path.ts';
import { accessLeft } from '../../core/preflight/checks/token-life.ts';
import type { GrantSituation } from '../../core/preflight/situation.ts';
import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';

/** A proof of the refresh path that is younger than this is not repeated. */
export const PROOF_HOLDS: Milliseconds = 5 * MINUTE;

/** What became of the proof of one grant. */
export type Proof = RefreshResult | { readonly kind: 'provenBefore' };

/**
 * Proves the refresh path by one refresh through the broker; none is sent when the issuer accepted the refresh token
 * within `holds` and the access token lives. Of several who prove at once one sends, because each asks for another token
 * than the one that it saw.
 *
 * @param options.holds default {@link PROOF_HOLDS}; 0: every call proves anew
 */
export async function prove(
  broker: Pick<Broker, 'refresh'>,
  { situation, holds = PROOF_HOLDS }: { situation: GrantSituation; holds?: Milliseconds },
): Promise<Proof> {
  const { grant, ledger, now } = situation;
  const state = ledger.kind === 'read' ? ledger.state : undefined;
  if (state && isProven(state, { now, holds })) return { kind: 'provenBefore' };
  const seen = state?.fingerprint ?? null;
  return await broker.refresh(grant, seen === null ? {} : { unlessFingerprint: seen });
}

function isProven(state: GrantState, { now, holds }: { now: Instant; holds: Milliseconds }): boolean {
  const at = provenAt(state);
  const troubled = state.latch !== null || state.backoff !== null || state.unsettled !== null;
  return at !== null && now - at < holds && !troubled && accessLeft(state, now) !== 0;
}
