import { isFault } from '../fault.ts';
import { type GrantContext, tell } from '../grant/context.ts';
import { inForce } from '../grant/in-force.ts';
import type { Settled } from '../grant/settled.ts';
import { type GrantState, NO_GRANT } from '../grant/state.ts';
import { type GrantValue, readGrantValue, readTokenValue } from '../grant/value.ts';
import { grantSecret, tokenSecret, tokenVersionId } from '../grant/version-ids.ts';
import type { SecretId, Secrets, Stored } from '../ports.ts';
import type { SecretText } from '../secret-text.ts';
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
  const projectedAs = newest && (await projectionOf(context, newest));
  const state = rebuilt(context, { state: stored?.item ?? NO_GRANT, newest, projectedAs });
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
  // Of two values of one generation, one of them an orphan, the one that was projected was the truth.
  const current = await ports.secrets.labelled(id, 'AWSCURRENT');
  const stored = await ports.secrets.versions(id);
  const inOrder = [...stored].sort((a, b) => Number(b === current) - Number(a === current));
  for (const versionId of inOrder) {
    const text = await readUndamaged(ports.secrets, { id, versionId });
    const value = text && readGrantValue(text);
    if (value && value.generation > (newest?.value.generation ?? 0)) newest = { versionId, value };
  }
  return newest;
}

/** The version that this value has in the token secrets already, where it was projected. */
async function projectionOf(
  { ports, spec }: GrantContext,
  { value }: NewestValue,
): Promise<string | undefined> {
  for (const token of spec.tokens) {
    const id = tokenSecret(token);
    const versionId = await ports.secrets.labelled(id, 'AWSCURRENT');
    const text = versionId && (await readUndamaged(ports.secrets, { id, versionId }));
    if (text && readTokenValue(text)?.generation === value.generation) return versionId;
  }
  return undefined;
}

async function readUndamaged(
  secrets: Secrets,
  { id, versionId }: { id: SecretId; versionId: string },
): Promise<SecretText | undefined> {
  try {
    return await secrets.read(id, versionId);
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return undefined;
    throw error;
  }
}

function rebuilt(
  context: GrantContext,
  from: { state: GrantState; newest: NewestValue | undefined; projectedAs: string | undefined },
): GrantState {
  const { state, newest, projectedAs } = from;
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
    tokenVersionId: projectedAs ?? tokenVersionId(digest, versionId),
  };
  const { clockOffset } = state;
  const live = inForce(context, { seen: state, settled, value, clockOffset, fraction: random.fraction() });
  const consentedAt = state.consentedAt ?? (value.refreshToken === null ? null : value.access.issuedAt);
  return withAssumedLoss({ ...live, consentedAt }, loss);
}
