import { type GrantContext, tell } from '../grant/context.ts';
import { readStored } from '../grant/read-stored.ts';
import type { Intent } from '../grant/state.ts';
import { type GrantValue, readGrantValue, writeGrantValue } from '../grant/value.ts';
import { grantSecret, grantVersionId } from '../grant/version-ids.ts';
import { SECOND } from '../time.ts';

/**
 * Step 6: the answer becomes durable before anybody hears of it. If the store refuses, the spill takes it; if both
 * refuse, the value is held in memory and tried again, for it exists nowhere else. Returns only when it is saved.
 */
export async function save(
  context: GrantContext,
  saving: { intent: Intent; value: GrantValue },
): Promise<void> {
  const { ports, spec } = context;
  const versionId = grantVersionId(ports.digest, saving.intent.id);
  const id = grantSecret(spec.name);
  const value = writeGrantValue(saving.value);
  for (let failures = 0; ; failures += 1) {
    try {
      await ports.secrets.put(id, { versionId, value, label: 'EVERGRANT_NEXT' });
      return;
    } catch (refusal) {
      try {
        await ports.spill.write(id, versionId, value);
        tell(context, 'spilled', { message: `the store refused a new grant value: ${textOf(refusal)}` });
        return;
      } catch (second) {
        if (failures === 0) {
          tell(context, 'spilled', {
            reason: 'HeldInMemory',
            message: `neither store nor spill takes a new grant value: ${textOf(second)}; do not stop the broker`,
          });
        }
        await ports.clock.sleep(Math.min(30, 2 ** failures) * SECOND);
      }
    }
  }
}

/** The value that an intent's answer became, wherever it was saved; undefined when it never was. */
export async function findSaved(context: GrantContext, intentId: string): Promise<GrantValue | undefined> {
  const stored = await readStored(context, grantVersionId(context.ports.digest, intentId));
  return stored && readGrantValue(stored);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
