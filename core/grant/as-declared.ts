import type { GrantState, Latch } from './state.ts';

/**
 * The state of a grant as its declared kind makes it; the state itself where that changes nothing. A grant that stands
 * by policy needs no consent, so what was waiting for one is over. One that stood by policy and is to stand by consent
 * from now on waits for its first.
 */
export function asDeclared(state: GrantState, standing: boolean): GrantState {
  if ((state.standing === true) === standing) return state;
  const { standing: _, ...rest } = state;
  if (standing) return { ...rest, standing: true, latch: null, unsettled: null, backoff: null, refreshAt: 0 };
  return { ...rest, backoff: null, latch: state.settled && consentMissing(state) };
}

function consentMissing({ settled, issuedAt }: GrantState): Latch {
  return {
    reason: 'ConsentMissing',
    message: 'this grant stood by policy before, and nobody has consented to it since its kind was changed',
    since: issuedAt ?? 0,
    generation: settled?.generation ?? 0,
  };
}
