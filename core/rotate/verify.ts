import { MINUTE, type Milliseconds } from '../time.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import { currentKeyValue } from './read-key-value.ts';
import type { Rotator } from './rotator.ts';
import type { KeyRefusal, KeyState } from './state.ts';
import { updateKey } from './update.ts';

/** What came of asking the issuer about the key in force. */
export type Verified =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' | 'unproven'; readonly outcome: KeyOutcome };

/** testSecret of the key in force. A refusal is kept until a test succeeds or another key is in force. */
export async function verifyKey(
  context: KeyContext,
  { state, rotator }: { state: KeyState; rotator: Rotator },
): Promise<Verified> {
  const { ports, spec } = context;
  const { settled } = state;
  if (!settled) return { kind: 'unproven', outcome: { kind: 'noKey' } };
  const { key } = await currentKeyValue(context, settled);
  const tested = await rotator.testSecret(key);
  const now = ports.clock.now();
  const verifyEvery = spec.rotation?.verifyEvery ?? 0;
  const change = (make: (seen: KeyState) => KeyState) =>
    updateKey(ports.ledger, spec.name, (seen) =>
      seen.settled?.intentId === settled.intentId ? make(seen) : undefined,
    );
  switch (tested.kind) {
    case 'accepted': {
      const scopes = tested.scopes.length > 0 ? tested.scopes : state.scopes;
      const times = { verifiedAt: now, verifyAt: now + verifyEvery };
      await change((seen) => ({ ...seen, ...times, scopes, refusal: null, consumerRefusedAt: null }));
      return { kind: 'accepted' };
    }
    case 'refused': {
      const { class: kind, reason, message } = tested.verdict;
      const refusal: KeyRefusal = state.refusal ?? { reason, message, since: now };
      const lastVerdict = { class: kind, reason, message, at: now };
      await change((seen) => ({ ...seen, refusal, lastVerdict, verifyAt: now + verifyEvery }));
      if (!state.refusal) {
        tellOfKey(context, 'keyRefused', { generation: settled.generation, reason, message });
      }
      return { kind: 'refused', outcome: { kind: 'refused', refusal } };
    }
    case 'failed': {
      const { class: kind, reason, message } = tested.verdict;
      const until = now + Math.max(Math.min(verifyEvery, SOON), tested.retryAfter ?? 0);
      await change((seen) => ({
        ...seen,
        verifyAt: until,
        lastVerdict: { class: kind, reason, message, at: now },
      }));
      return { kind: 'unproven', outcome: { kind: 'failed', verdict: tested.verdict, until } };
    }
  }
}

const SOON: Milliseconds = 5 * MINUTE;
