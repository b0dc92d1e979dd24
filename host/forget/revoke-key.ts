import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { Fault } from '../../core/fault.ts';
import { managedRotator } from '../broker/key-contexts.ts';
import type { Machine } from '../broker/open-machine.ts';
import type { KeyHoldings } from './key-holdings.ts';

/**
 * Deletes an API key at its issuer, and those before it that still work there.
 * @throws Fault `NotRevocable` where no declared issuer could be asked; `RevocationFailed` when it did not confirm
 */
export async function revokeKey(
  { key, state }: KeyHoldings,
  { machine, declaration }: { machine: Machine; declaration: Declaration },
): Promise<void> {
  const declared = declaration.apiKeys.get(key);
  const rotator = declared && managedRotator(declared, { ...machine, clock: systemClock });
  if (!rotator) throw notRevocable(key, 'the declaration names no issuer for it');
  const ids = [
    ...state.retiring.map(({ keyId }) => keyId),
    ...(state.settled?.keyId ? [state.settled.keyId] : []),
  ];
  if (ids.length === 0) throw notRevocable(key, 'its id at the issuer is not known');
  for (const id of ids) {
    const done = await rotator.finishSecret(id);
    if (done.kind === 'done') continue;
    throw new Fault({
      code: 'RevocationFailed',
      message: `API key ${key} may still live at its issuer: ${done.verdict.message}; nothing was removed here`,
      remedy: `try again, or delete it on the issuer's own page and run: evergrant forget ${key} --yes`,
      retryable: true,
    });
  }
}

function notRevocable(key: string, why: string): Fault {
  return new Fault({
    code: 'NotRevocable',
    message: `API key ${key} cannot be deleted from here: ${why}; nothing was removed`,
    remedy: `delete it on the issuer's own page, then: evergrant forget ${key} --yes`,
  });
}
