import { isFault } from '../fault.ts';
import { readTokenValue, writeTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import type { SecretId, Secrets } from '../ports.ts';
import type { SecretText } from '../secret-text.ts';
import type { KeyContext } from './context.ts';
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

interface Forward {
  readonly id: SecretId;
  readonly versionId: string;
  readonly generation: number;
  readonly generationOf: (text: SecretText) => number | undefined;
  readonly put?: () => Promise<void>;
}

/** Moves AWSCURRENT to this version, unless it stands on a newer one. */
async function forward(secrets: Secrets, move: Forward): Promise<void> {
  const { id, versionId } = move;
  for (;;) {
    const from = await secrets.labelled(id, 'AWSCURRENT');
    if (from === versionId) return;
    if (from !== undefined && (await generationAt(secrets, { move, from })) > move.generation) return;
    await move.put?.();
    if (await secrets.move(id, 'AWSCURRENT', { to: versionId, from })) return;
  }
}

async function generationAt(secrets: Secrets, at: { move: Forward; from: string }): Promise<number> {
  try {
    const text = await secrets.read(at.move.id, at.from);
    return (text && at.move.generationOf(text)) ?? 0;
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return 0;
    throw error;
  }
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
