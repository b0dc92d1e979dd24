import { Fault } from '../fault.ts';
import { type GrantContext, issuerNow } from '../grant/context.ts';
import { readCurrent } from '../grant/read-current.ts';
import { writeTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import { readGrant } from '../ledger/update.ts';
import { refresh } from '../refresh/refresh.ts';
import { unavailable } from '../refresh/result.ts';
import { MINUTE, type Milliseconds } from '../time.ts';
import type { TokenRotation } from './rotation.ts';

/**
 * A token younger than this is what the rotation was asked for: an earlier call of it died after the exchange, or the
 * schedule was a moment faster. It also keeps writes of one secret 10 minutes apart, which Secrets Manager asks for.
 */
const YOUNG: Milliseconds = 10 * MINUTE;

/**
 * Has the grant refreshed, as a tick would, and stores its token as the pending version. A version that is stored
 * already is left as it is, so that no call of one rotation sends a second exchange.
 *
 * @throws Fault with the reason and remedy of the grant when there is no token to be had
 */
export async function createSecret({ context, token, versionId }: TokenRotation): Promise<void> {
  const { secrets } = context.ports;
  const id = tokenSecret(token);
  if (await secrets.read(id, versionId)) return;
  const { generation, access, scopes } = await youngToken(context);
  const value = writeTokenValue({ schema: 1, generation, access, scopes });
  await secrets.put(id, { versionId, value, label: 'AWSPENDING' });
}

async function youngToken(context: GrantContext) {
  const { ports, spec } = context;
  const before = await readGrant(ports.ledger, spec.name);
  const age = issuerNow(context, before) - (before.issuedAt ?? 0);
  const outcome = await refresh(
    context,
    age < YOUNG && before.accessRefusedAt === null
      ? { kind: 'tick' }
      : { kind: 'replace', unlessFingerprint: before.fingerprint },
  );
  const state = await readGrant(ports.ledger, spec.name);
  const isThere = outcome.kind === 'refreshed' || outcome.kind === 'fresh';
  if (isThere && state.settled) return await readCurrent(context, state.settled);
  const why = unavailable(outcome, { grant: spec.name, state, now: issuerNow(context, state) });
  throw new Fault({
    code: 'RotationImpossible',
    message: `grant ${spec.name} gives no new token: ${why.message} (${why.reason})`,
    remedy: why.remedy,
    retryable: why.retryable,
  });
}
