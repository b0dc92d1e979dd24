import { type GrantContext, tell } from '../grant/context.ts';
import { inForce } from '../grant/in-force.ts';
import type { Settled } from '../grant/settled.ts';
import type { GrantState, Intent } from '../grant/state.ts';
import type { GrantValue } from '../grant/value.ts';
import { grantVersionId, tokenVersionId } from '../grant/version-ids.ts';
import { updateGrant } from '../ledger/update.ts';
import type { Milliseconds } from '../time.ts';

/** What settling needs besides the saved value. */
export interface Settlement {
  readonly intent: Pick<Intent, 'id'>;
  /** The open intent that is given up for it; a repetition that was lost too, of the one that is answered here. */
  readonly insteadOf?: string;
  readonly value: GrantValue;
  /** Null: not measured by this answer. */
  readonly clockOffset: Milliseconds | null;
}

/**
 * Step 7: makes a saved value the truth, if its intent is still the open one. The intent id decides and not the fence,
 * so that an answer that came late, to a holder that everybody had given up, still counts.
 *
 * @returns the settled state; or null when somebody settled otherwise, and the value is kept as an orphan.
 */
export async function settle(context: GrantContext, settlement: Settlement): Promise<GrantState | null> {
  const { ports, spec } = context;
  const { intent, value } = settlement;
  const settled: Settled = {
    generation: value.generation,
    consentId: value.consentId,
    grantVersionId: grantVersionId(ports.digest, intent.id),
    tokenVersionId: tokenVersionId(ports.digest, intent.id),
  };
  const fraction = ports.random.fraction();
  const { applied, state } = await updateGrant(ports.ledger, spec.name, (seen) => {
    if (seen.settled?.grantVersionId === settled.grantVersionId) return seen;
    if (!isOpen(seen, settlement)) return undefined;
    const clockOffset = settlement.clockOffset ?? seen.clockOffset;
    return inForce(context, { seen, settled, value, clockOffset, fraction });
  });
  if (applied) return state;
  await keepOrphan(context, settled);
  return null;
}

/**
 * An unsettled grant still waits for every answer that made it so. While a repetition is open, it is the repetition's
 * answer that counts: inside a grace the issuer may have replaced the first one by it.
 */
function isOpen(seen: GrantState, { intent, insteadOf }: Settlement): boolean {
  const { unsettled } = seen;
  const open = insteadOf ?? intent.id;
  return (
    seen.intent?.id === open || unsettled?.intentId === intent.id || unsettled?.retryOf?.id === intent.id
  );
}

async function keepOrphan(context: GrantContext, lost: Settled): Promise<void> {
  const { ports, spec } = context;
  await updateGrant(ports.ledger, spec.name, (seen) =>
    seen.orphans.includes(lost.grantVersionId)
      ? seen
      : { ...seen, orphans: [...seen.orphans, lost.grantVersionId] },
  );
  tell(context, 'orphaned', {
    generation: lost.generation,
    message: 'an answer came after somebody else had settled this grant; its value is kept',
  });
}
