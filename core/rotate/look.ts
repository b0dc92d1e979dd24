import { clearStrays } from './clear-strays.ts';
import type { KeyContext } from './context.ts';
import { decideKey, type KeyStep } from './decide.ts';
import type { KeyDemand, KeyOutcome } from './outcome.ts';
import { projectKey } from './project.ts';
import { recoverRotation } from './recover.ts';
import { retireKeys } from './retire.ts';
import { rotate } from './rotate.ts';
import type { Rotator } from './rotator.ts';
import type { KeyState } from './state.ts';
import { readKey, updateKey } from './update.ts';
import { verifyKey } from './verify.ts';

/** Looks at one API key and does what is due, or what is demanded; the steps of one look follow each other. */
export async function lookAtKey(context: KeyContext, demand: KeyDemand): Promise<KeyOutcome> {
  if (demand === 'now' || demand === 'emergency') await want(context, demand);
  let wish = demand;
  let done: KeyOutcome | null = null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await readKey(context.ports.ledger, context.spec.name);
    const step = decide(context, { state, demand: wish });
    if (step.kind === 'end') return done ?? step.outcome;
    const outcome = await take(context, { state, step });
    if (outcome?.kind === 'rotated') {
      done = outcome;
      // What a crash had left half done was begun before the emergency, and the old key kept its overlap.
      if (step.kind === 'rotate' || wish !== 'emergency') wish = 'tick';
    } else if (step.kind === 'verify') {
      // A proof that fails holds up nothing else.
      if (wish === 'verify') wish = 'tick';
    } else if (outcome) return done ?? outcome;
  }
  return done ?? { kind: 'busy' };
}

/** What a person asked for outlives this look: it is tried again until it succeeds. */
async function want({ ports, spec }: KeyContext, wanted: 'now' | 'emergency'): Promise<void> {
  if (!spec.rotation) return;
  await updateKey(ports.ledger, spec.name, (seen) =>
    seen.settled && seen.wanted !== wanted && seen.wanted !== 'emergency' ? { ...seen, wanted } : undefined,
  );
}

/** Each one settles something; more of them would mean that two programs take turns. */
const MOST_ROUNDS = 20;

function decide(
  { ports, spec }: KeyContext,
  { state, demand }: { state: KeyState; demand: KeyDemand },
): KeyStep {
  const now = ports.clock.now();
  return decideKey({
    state,
    rotation: ports.rotator && spec.rotation,
    now,
    demand,
    isSuspect: ({ owner, fence, until }) => ports.holder.suspect({ owner, fence, until }, now),
  });
}

async function take(
  context: KeyContext,
  { state, step }: { state: KeyState; step: Exclude<KeyStep, { kind: 'end' }> },
): Promise<KeyOutcome | null> {
  if (step.kind === 'project') {
    if (state.settled) await projectKey(context, state.settled);
    return null;
  }
  const { rotator } = context.ports;
  return rotator ? await ask(context, { state, step, rotator }) : null;
}

async function ask(
  context: KeyContext,
  from: {
    state: KeyState;
    step: Exclude<KeyStep, { kind: 'end' | 'project' }>;
    rotator: Rotator;
  },
): Promise<KeyOutcome | null> {
  const { state, step, rotator } = from;
  switch (step.kind) {
    case 'verify': {
      const verified = await verifyKey(context, from);
      return verified.kind === 'accepted' ? null : verified.outcome;
    }
    case 'recover':
      return await recoverRotation(context, { state, open: step.open, rotator });
    case 'clearStrays':
      return await clearStrays(context, from);
    case 'retire':
      return await retireKeys(context, from);
    case 'rotate':
      return await rotate(context, { seen: state, urgent: step.urgent, rotator });
  }
}
