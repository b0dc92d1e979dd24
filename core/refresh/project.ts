import type { GrantContext } from '../grant/context.ts';
import { tell } from '../grant/context.ts';
import { readCurrent } from '../grant/read-current.ts';
import type { Settled } from '../grant/settled.ts';
import type { GrantState, SupersededVersions } from '../grant/state.ts';
import { type GrantValue, readTokenValue, writeTokenValue } from '../grant/value.ts';
import { grantSecret, tokenSecret } from '../grant/version-ids.ts';
import { updateGrant } from '../ledger/update.ts';

/**
 * Step 8: makes labels, token secrets and sinks follow the settled truth. Every part may be done again, by anybody,
 * and never moves anything to an older generation.
 */
export async function project(context: GrantContext, state: GrantState): Promise<void> {
  const { settled } = state;
  if (!settled) return;
  const { ports, spec } = context;
  const value = await readCurrent(context, settled);
  await labelGrant(context, settled);
  for (const token of spec.tokens) await projectToken(context, { token, settled, value });
  await ports.delivery.deliver(spec.name, settled.generation);
  await prune(context, state);
  await updateGrant(ports.ledger, spec.name, (seen) => projected(seen, { state, settled }));
  tell(context, 'refreshed', {
    generation: settled.generation,
    details: {
      fingerprint: state.fingerprint,
      expiresAt: iso(state.expiresAt),
      refreshAt: iso(state.refreshAt),
    },
  });
}

async function labelGrant({ ports, spec }: GrantContext, settled: Settled): Promise<void> {
  const id = grantSecret(spec.name);
  const from = await ports.secrets.labelled(id, 'AWSCURRENT');
  if (from === settled.grantVersionId) return;
  await ports.secrets.move(id, 'AWSCURRENT', { to: settled.grantVersionId, from });
}

async function projectToken(
  { ports }: GrantContext,
  projection: { token: string; settled: Settled; value: GrantValue },
): Promise<void> {
  const { settled, value } = projection;
  const id = tokenSecret(projection.token);
  const from = await ports.secrets.labelled(id, 'AWSCURRENT');
  const current = from === undefined ? undefined : await ports.secrets.read(id, from);
  const generation = current ? (readTokenValue(current)?.generation ?? 0) : 0;
  if (generation >= settled.generation) return;
  const versionId = settled.tokenVersionId;
  const { access, scopes } = value;
  const stored = writeTokenValue({ schema: 1, generation: settled.generation, access, scopes });
  await ports.secrets.put(id, { versionId, value: stored, label: 'EVERGRANT_NEXT' });
  await ports.secrets.move(id, 'AWSCURRENT', { to: versionId, from });
}

/** What was in force before goes, but for the last one, which carries AWSPREVIOUS; orphans are never among them. */
async function prune({ ports, spec }: GrantContext, { superseded }: GrantState): Promise<void> {
  const grants = superseded.map(({ grantVersionId }) => grantVersionId);
  const tokens = superseded.map(({ tokenVersionId }) => tokenVersionId);
  await ports.secrets.prune(grantSecret(spec.name), grants);
  for (const token of spec.tokens) await ports.secrets.prune(tokenSecret(token), tokens);
}

/** The last superseded version stays listed, since a label kept it from being pruned now. */
function projected(seen: GrantState, done: { state: GrantState; settled: Settled }): GrantState {
  if (seen.announced >= done.settled.generation) return seen;
  const pruned = new Set(done.state.superseded.slice(0, -1).map(({ grantVersionId }) => grantVersionId));
  const isLeft = ({ grantVersionId }: SupersededVersions) => !pruned.has(grantVersionId);
  return { ...seen, announced: done.settled.generation, superseded: seen.superseded.filter(isLeft) };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
