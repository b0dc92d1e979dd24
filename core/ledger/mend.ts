import { isFault } from '../fault.ts';
import { type GrantContext, tell } from '../grant/context.ts';
import { inForce } from '../grant/in-force.ts';
import type { Settled } from '../grant/settled.ts';
import { type GrantState, NO_GRANT } from '../grant/state.ts';
import { type GrantValue, readGrantValue } from '../grant/value.ts';
import { grantSecret, tokenVersionId } from '../grant/version-ids.ts';
import type { Stored } from '../ports.ts';
import { withAssumedLoss } from './assume-loss.ts';

/**
 * Makes sure that the ledger knows what the store of secrets proves: run before the first look at a grant, and after
 * `StateDamaged`. A lost or damaged state is rebuilt from the last sound one and the highest generation that is
 * readable; the exchange that the lost part may have recorded is taken for one whose answer is lost.
 *
 * @returns true when it had to be mended.
 */
export async function mend(context: GrantContext): Promise<boolean> {
  const found = await soundState(context);
  if (found.kind === 'sound') return false;
  const { stored } = found;
  const newest = await newestValue(context);
  if (!newest && !stored) return false;
  const state = rebuilt(context, { state: stored?.item ?? NO_GRANT, newest });
  const mended = await context.ports.ledger.replace('grant', context.spec.name, {
    seen: stored?.revision ?? 0,
    item: state,
  });
  if (mended) {
    tell(context, 'recovered', {
      generation: state.settled?.generation ?? 0,
      reason: 'StateMended',
      message: 'the newest state was lost; it was rebuilt from the newest grant value that is readable',
    });
  }
  return mended;
}

type Found =
  | { readonly kind: 'sound' }
  | { readonly kind: 'lost'; readonly stored: Stored<GrantState> | undefined };

async function soundState({ ports, spec }: GrantContext): Promise<Found> {
  try {
    const stored = await ports.ledger.read('grant', spec.name);
    return stored ? { kind: 'sound' } : { kind: 'lost', stored };
  } catch (error) {
    if (!isFault(error) || error.code !== 'StateDamaged') throw error;
    return { kind: 'lost', stored: await ports.ledger.lastGood(spec.name) };
  }
}

interface NewestValue {
  readonly versionId: string;
  readonly value: GrantValue;
}

/** The highest generation that is readable; a damaged version is passed over, for its file is kept as evidence. */
async function newestValue({ ports, spec }: GrantContext): Promise<NewestValue | undefined> {
  const id = grantSecret(spec.name);
  let newest: NewestValue | undefined;
  for (const versionId of await ports.secrets.versions(id)) {
    const text = await ports.secrets.read(id, versionId).catch((error: unknown) => {
      if (isFault(error) && error.code === 'SecretDamaged') return undefined;
      throw error;
    });
    const value = text && readGrantValue(text);
    if (value && value.generation > (newest?.value.generation ?? 0)) newest = { versionId, value };
  }
  return newest;
}

function rebuilt(
  context: GrantContext,
  from: { state: GrantState; newest: NewestValue | undefined },
): GrantState {
  const { state, newest } = from;
  const { random, digest } = context.ports;
  // Whether an exchange was under way is what the lost state knew.
  const loss = { intentId: random.id(), reason: 'StateDamaged' };
  if (!newest || newest.value.generation <= (state.settled?.generation ?? 0))
    return withAssumedLoss(state, loss);
  const { value, versionId } = newest;
  const settled: Settled = {
    generation: value.generation,
    consentId: value.consentId,
    grantVersionId: versionId,
    tokenVersionId: tokenVersionId(digest, versionId),
  };
  const { clockOffset } = state;
  const live = inForce(context, { seen: state, settled, value, clockOffset, fraction: random.fraction() });
  return withAssumedLoss({ ...live, consentedAt: state.consentedAt ?? value.access.issuedAt }, loss);
}
