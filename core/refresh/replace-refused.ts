import type { Unavailable } from '../broker.ts';
import { type GrantContext, issuerNow } from '../grant/context.ts';
import { readGrant } from '../ledger/update.ts';
import { formatSpan } from '../time.ts';
import { refresh } from './refresh.ts';
import { recordRefusal, replaceableFrom } from './refused.ts';
import { unavailable } from './result.ts';

/**
 * Sees to it that another token than the refused one is in force. A token too young to be replaced stays in force for
 * everybody: what refuses it may be one resource with a fault of its own.
 *
 * @returns why the refused token is still the one in force; undefined when it is not
 */
export async function replaceRefused(
  context: GrantContext,
  fingerprint: string,
): Promise<Unavailable | undefined> {
  const { ledger } = context.ports;
  const grant = context.spec.name;
  const before = await readGrant(ledger, grant);
  if (before.fingerprint !== fingerprint) return undefined;
  const now = issuerNow(context, before);
  const wait = replaceableFrom(before, now) - now;
  if (wait > 0) {
    return {
      kind: 'unavailable',
      reason: 'RefusedTooSoon',
      message: `the token ${fingerprint} is refused so soon after its issue that a new one would hardly fare better; it may be replaced in ${formatSpan(wait)}`,
      remedy: `find out why the resource refuses it (scope, audience, quota): evergrant explain; evergrant status ${grant}`,
      retryable: true,
    };
  }
  await recordRefusal(context, fingerprint);
  const outcome = await refresh(context, { kind: 'tick' });
  const after = await readGrant(ledger, grant);
  if (after.fingerprint !== fingerprint) return undefined;
  return unavailable(outcome, { grant, state: after, now: issuerNow(context, after) });
}
