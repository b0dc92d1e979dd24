import { Fault } from '../fault.ts';
import { SECOND } from '../time.ts';
import type { GrantContext } from './context.ts';
import { readStored } from './read-stored.ts';
import type { Settled } from './settled.ts';
import { type GrantValue, readGrantValue } from './value.ts';

/**
 * Reads the grant value that the ledger says is in force: that version and no other. A store may lag behind the
 * ledger, so an absent version is looked for again for ten seconds; an older one is never taken instead.
 *
 * @throws Fault `StoreLagging` when it stays absent, `SecretUnreadable` when it is not a grant value.
 */
export async function readCurrent(context: GrantContext, settled: Settled): Promise<GrantValue> {
  const { ports, spec } = context;
  for (let tries = 0; ; tries += 1) {
    const text = await readStored(context, settled.grantVersionId);
    if (text) {
      const value = readGrantValue(text);
      if (value) return value;
      throw new Fault({
        code: 'SecretUnreadable',
        message: `generation ${settled.generation} of grant ${spec.name} is stored in a form that this version does not know`,
        remedy: `evergrant login ${spec.name}`,
      });
    }
    if (tries === LAG_TRIES) break;
    await ports.clock.sleep(SECOND);
  }
  throw new Fault({
    code: 'StoreLagging',
    message: `generation ${settled.generation} of grant ${spec.name} is settled and not readable in the store`,
    remedy: `evergrant login ${spec.name}, or bring the value back from a backup of the store`,
    retryable: true,
  });
}

const LAG_TRIES = 10;
