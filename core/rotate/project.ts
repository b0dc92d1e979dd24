import { readTokenValue, writeTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import type { KeyContext } from './context.ts';
import { forward } from './forward.ts';
import { currentKeyValue } from './read-key-value.ts';
import type { KeyState, SettledKey } from './state.ts';
import { updateKey } from './update.ts';
import { type KeyValue, readKeyValue } from './value.ts';
import { keySecret } from './version-ids.ts';

/** Makes labels, token secrets and sinks follow the key in force. May be done again, by anybody, and never moves back. */
export async function projectKey(context: KeyContext, settled: SettledKey): Promise<void> {
  const { ports, spec } = context;
  const { secrets } = ports;
  const value = await currentKeyValue(context, settled);
  const { generation } = settled;
  await forward(secrets, {
    id: keySecret(spec.name),
    versionId: settled.versionId,
    generation,
    generationOf: (text) => readKeyValue(text)?.generation,
  });
  for (const token of spec.tokens) await projectToken(context, { token, settled, value });
  await ports.delivery.deliver(spec.name, generation);
  await updateKey(ports.ledger, spec.name, (seen) => announced(seen, settled));
  await prune(context);
}

async function projectToken(
  { ports }: KeyContext,
  { token, settled, value }: { token: string; settled: SettledKey; value: KeyValue },
): Promise<void> {
  const id = tokenSecret(token);
  const { generation, tokenVersionId: versionId } = settled;
  const access = { token: value.key, tokenType: 'Bearer', issuedAt: value.since, expiresAt: null };
  const stored = writeTokenValue({ schema: 1, generation, access, scopes: value.scopes });
  await forward(ports.secrets, {
    id,
    versionId,
    generation,
    generationOf: (text) => readTokenValue(text)?.generation,
    put: () => ports.secrets.put(id, { versionId, value: stored, label: 'EVERGRANT_NEXT' }),
  });
}

function announced(seen: KeyState, { generation }: SettledKey): KeyState {
  return seen.announced >= generation ? seen : { ...seen, announced: generation };
}

/** What was in force before goes, but for the last one, which carries AWSPREVIOUS. */
async function prune({ ports, spec }: KeyContext): Promise<void> {
  const id = keySecret(spec.name);
  const { superseded } = (await ports.ledger.read('key', spec.name))?.item ?? { superseded: [] };
  if (superseded.length === 0) return;
  await ports.secrets.prune(
    id,
    superseded.map(({ versionId }) => versionId),
  );
  for (const token of spec.tokens)
    await ports.secrets.prune(
      tokenSecret(token),
      superseded.map(({ tokenVersionId }) => tokenVersionId),
    );
  const left = new Set(await ports.secrets.versions(id));
  await updateKey(ports.ledger, spec.name, (seen) => {
    const kept = seen.superseded.filter(({ versionId }) => left.has(versionId));
    return kept.length === seen.superseded.length ? seen : { ...seen, superseded: kept };
  });
}
