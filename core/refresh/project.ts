import type { GrantContext } from '../grant/context.ts';
import { tell } from '../grant/context.ts';
import { readCurrent } from '../grant/read-current.ts';
import { type Settled, sameSettled } from '../grant/settled.ts';
import type { GrantState } from '../grant/state.ts';
import { type GrantValue, readGrantValue, readTokenValue, writeTokenValue } from '../grant/value.ts';
import { grantSecret, grantVersionId, tokenSecret } from '../grant/version-ids.ts';
import { readGrant, updateGrant } from '../ledger/update.ts';
import { awaited } from './awaited.ts';
import { moveForward } from './move-forward.ts';

/**
 * Step 8: makes labels, token secrets and sinks follow the settled truth. Every part may be done again, by anybody,
 * and never moves anything to an older generation. A projection that is overtaken by a newer generation may find its
 * versions gone; then it ends, for whoever settled the newer one projects it.
 */
export async function project(context: GrantContext, state: GrantState): Promise<void> {
  const { settled } = state;
  if (!settled) return;
  const { ports, spec } = context;
  try {
    await follow(context, state, settled);
  } catch (error) {
    const now = await readGrant(ports.ledger, spec.name);
    if (sameSettled(now.settled, settled)) throw error;
  }
  const stored = await prune(context, state);
  await updateGrant(ports.ledger, spec.name, (seen) => projected(context, { seen, settled, stored }));
  tell(context, 'refreshed', {
    generation: settled.generation,
    details: {
      fingerprint: state.fingerprint,
      expiresAt: iso(state.expiresAt),
      refreshAt: iso(state.refreshAt),
    },
  });
}

async function follow(context: GrantContext, state: GrantState, settled: Settled): Promise<void> {
  const { ports, spec } = context;
  const id = grantSecret(spec.name);
  const value = await readCurrent(context, settled);
  // A crash may have left a second copy behind when it was brought back into the store.
  await ports.spill.remove(id, settled.grantVersionId);
  await moveForward(context, {
    id,
    versionId: settled.grantVersionId,
    settled,
    before: state.superseded.at(-1)?.grantVersionId,
    read: readGrantValue,
    equalsWillDo: false,
  });
  // A grant that was imported has no access token before its first refresh, and an empty one is for nobody.
  if (value.access.token.length > 0) {
    const before = state.superseded.at(-1)?.tokenVersionId;
    for (const token of spec.tokens) await projectToken(context, { token, settled, value, before });
    await ports.delivery.deliver(spec.name, settled.generation);
  }
}

async function projectToken(
  context: GrantContext,
  projection: { token: string; settled: Settled; value: GrantValue; before: string | undefined },
): Promise<void> {
  const { settled, value, before } = projection;
  const { access, scopes } = value;
  const id = tokenSecret(projection.token);
  const versionId = settled.tokenVersionId;
  const stored = writeTokenValue({ schema: 1, generation: settled.generation, access, scopes });
  const put = () => context.ports.secrets.put(id, { versionId, value: stored, label: 'EVERGRANT_NEXT' });
  await moveForward(context, {
    id,
    versionId,
    settled,
    before,
    read: readTokenValue,
    equalsWillDo: true,
    put,
  });
}

interface StoredVersions {
  readonly grant: ReadonlySet<string>;
  readonly tokens: ReadonlySet<string>;
}

/**
 * What was in force before goes, but for the last one, which carries AWSPREVIOUS; orphans are never among them.
 * @returns what is stored then
 */
async function prune({ ports, spec }: GrantContext, { superseded }: GrantState): Promise<StoredVersions> {
  const ofGrant = superseded.map(({ grantVersionId }) => grantVersionId);
  const ofTokens = superseded.map(({ tokenVersionId }) => tokenVersionId);
  const grant = new Set(await ports.secrets.prune(grantSecret(spec.name), ofGrant));
  const tokens = new Set<string>();
  for (const token of spec.tokens) {
    for (const versionId of await ports.secrets.prune(tokenSecret(token), ofTokens)) tokens.add(versionId);
  }
  return { grant, tokens };
}

/**
 * A superseded version stays listed while a label keeps it from being pruned. An overtaken projection may have put its
 * versions back after they were pruned, so they are listed again.
 */
function projected(
  context: GrantContext,
  done: { seen: GrantState; settled: Settled; stored: StoredVersions },
): GrantState {
  const { seen, settled, stored } = done;
  const { grantVersionId: versionId, tokenVersionId } = settled;
  if (!sameSettled(seen.settled, settled)) {
    const listed = seen.superseded.some((versions) => versions.grantVersionId === versionId);
    return listed
      ? seen
      : { ...seen, superseded: [...seen.superseded, { grantVersionId: versionId, tokenVersionId }] };
  }
  if (seen.announced >= settled.generation) return seen;
  const superseded = seen.superseded.filter(
    (versions) => stored.grant.has(versions.grantVersionId) || stored.tokens.has(versions.tokenVersionId),
  );
  const next = { ...seen, announced: settled.generation, superseded };
  return { ...next, orphans: [...seen.orphans, ...unlisted(context, { state: next, stored: stored.grant })] };
}

/** What lies in the store and nothing refers to: a consent that was cut short, say. It is kept, and known. */
function unlisted(
  { ports }: GrantContext,
  { state, stored }: { state: GrantState; stored: ReadonlySet<string> },
): readonly string[] {
  const listed = new Set([
    state.settled?.grantVersionId,
    ...state.superseded.map((versions) => versions.grantVersionId),
    ...state.orphans,
    ...awaited(state).map((id) => grantVersionId(ports.digest, id)),
  ]);
  return [...stored].filter((versionId) => !listed.has(versionId));
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
