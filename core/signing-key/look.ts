import { carryOn } from './carry-on.ts';
import { claimRotation, takeOverRotation } from './claim.ts';
import type { SigningKeyContext } from './context.ts';
import { decideSigningKey, type SigningKeyStep } from './decide.ts';
import { mendSigningKey } from './mend.ts';
import type { SigningKeyDemand, SigningKeyOutcome } from './outcome.ts';
import { projectSigningKey } from './project.ts';
import type { SigningKeyState } from './state.ts';
import { readSigningKey } from './update.ts';
import { wantRotation } from './want.ts';
import { withdrawKeys } from './withdraw.ts';

/**
 * Looks at one signing key and does what is due, or what is demanded; the steps of one look follow each other.
 *
 * @throws Fault `SigningKeyNotProven` when a new key did not prove itself; the one before it goes on
 */
export async function lookAtSigningKey(
  context: SigningKeyContext,
  demand: SigningKeyDemand,
): Promise<SigningKeyOutcome> {
  const { ports, spec } = context;
  if (demand !== 'tick') await wantRotation(context, demand);
  let done: SigningKeyOutcome | null = null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await readSigningKey(ports.ledger, spec.name);
    const now = ports.clock.now();
    const step = decideSigningKey({
      state,
      spec,
      now,
      isSuspect: ({ owner, fence, until }) => ports.holder.suspect({ owner, fence, until }, now),
    });
    if (step.kind === 'end') return done ?? step.outcome;
    done = (await take(context, { state, step })) ?? done;
  }
  return done ?? { kind: 'busy' };
}

/** Each one settles something; more of them would mean that two programs take turns. */
const MOST_ROUNDS = 20;

async function take(
  context: SigningKeyContext,
  { state, step }: { state: SigningKeyState; step: Exclude<SigningKeyStep, { kind: 'end' }> },
): Promise<SigningKeyOutcome | null> {
  switch (step.kind) {
    case 'project':
      await projectSigningKey(context, state);
      return null;
    case 'withdraw':
      await withdrawKeys(context);
      return null;
    case 'recover': {
      const rotation = await takeOverRotation(context, step.open);
      return rotation && (await carryOn(context, rotation));
    }
    case 'begin': {
      if (await mendSigningKey(context)) return null;
      return await rotate(context, { seen: state, urgent: state.wanted === 'emergency' });
    }
    case 'rotate':
      return await rotate(context, { seen: state, urgent: step.urgent });
  }
}

async function rotate(
  context: SigningKeyContext,
  from: { seen: SigningKeyState; urgent: boolean },
): Promise<SigningKeyOutcome | null> {
  const rotation = await claimRotation(context, from);
  return rotation && (await carryOn(context, rotation));
}
