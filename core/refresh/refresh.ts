import { asDeclared } from '../grant/as-declared.ts';
import { type GrantContext, issuerNow } from '../grant/context.ts';
import { isStanding } from '../grant/grant-spec.ts';
import type { GrantState } from '../grant/state.ts';
import { readGrant, updateGrant } from '../ledger/update.ts';
import { MINUTE, type Milliseconds } from '../time.ts';
import { attempt } from './attempt.ts';
import { type Decision, decide } from './decide.ts';
import type { Demand } from './demand.ts';
import type { RefreshOutcome } from './outcome.ts';
import { project } from './project.ts';
import { giveUp, recover } from './recover.ts';

export interface RefreshOptions {
  /**
   * How long to wait for somebody else who is at work, before the outcome is `busy`.
   *
   * @default a minute
   */
  readonly patience?: Milliseconds;
}

/**
 * Looks at a grant and does what the protocol asks for: the one entry for ticks, consumers, people and rotation.
 * Whoever comes while somebody is at work waits and gets the same result; nobody sends twice for one need.
 *
 * Never throws for what an issuer does. Throws a Fault when the ledger itself cannot be read or written.
 */
export async function refresh(
  context: GrantContext,
  demand: Demand,
  { patience = MOST_WAIT }: RefreshOptions = {},
): Promise<RefreshOutcome> {
  for (let waited = 0; ; ) {
    const state = await readAsDeclared(context);
    const { holder } = context.ports;
    const now = issuerNow(context, state);
    const decision = decide({ state, demand, now, suspect: (lock) => holder.suspect(lock, now) });
    if (decision.kind === 'return') return decision.outcome;
    if (decision.kind === 'join') {
      if (waited >= patience) return { kind: 'busy' };
      await context.ports.clock.sleep(JOIN_STEP);
      waited += JOIN_STEP;
      continue;
    }
    const outcome = await act(context, { decision, state });
    if (outcome) return outcome;
  }
}

/** A grant whose kind was changed in the declaration is brought in line with it before anything is decided. */
async function readAsDeclared({ ports, spec }: GrantContext): Promise<GrantState> {
  const found = await readGrant(ports.ledger, spec.name);
  const declared = (state: GrantState) => asDeclared(state, isStanding(spec));
  return declared(found) === found ? found : (await updateGrant(ports.ledger, spec.name, declared)).state;
}

/** Longer than an exchange may take; then whoever asked is told that somebody is still at work. */
const MOST_WAIT: Milliseconds = MINUTE;
const JOIN_STEP: Milliseconds = 100;

/** @returns null when the grant must be looked at again. */
async function act(
  context: GrantContext,
  { decision, state }: { decision: Exclude<Decision, { kind: 'return' | 'join' }>; state: GrantState },
): Promise<RefreshOutcome | null> {
  switch (decision.kind) {
    case 'project':
      await project(context, state);
      return null;
    case 'recover':
      return await recover(context, { state, intent: decision.intent });
    case 'lastTry':
      return await attempt(context, { seen: state, retryOf: lostIntent(state, decision.intentId) });
    case 'giveUp':
      return await giveUp(context, state);
    case 'claim':
      return await attempt(context, { seen: state });
  }
}

function lostIntent(state: GrantState, id: string): { id: string; startedAt: number } {
  // A grace that nobody knows the start of is over.
  return state.unsettled?.retryOf ?? { id, startedAt: 0 };
}
