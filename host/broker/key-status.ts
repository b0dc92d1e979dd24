import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import { rotationDueAt } from '../../core/rotate/decide.ts';
import { keyWord } from '../../core/rotate/state.ts';
import { readKey } from '../../core/rotate/update.ts';
import type { ApiKeyStatus } from '../../core/status.ts';
import { isoOrNull, SECOND, toIso } from '../../core/time.ts';
import type { BrokerParts } from './broker-parts.ts';
import { deliveryStatus } from './delivery-status.ts';
import { incidentStatus } from './incident-status.ts';
import { rotationOf } from './key-contexts.ts';

/** How one API key is, for `evergrant status`. */
export async function keyStatus(
  key: ApiKeyDeclaration,
  { ports, incidents, deliveries }: Pick<BrokerParts, 'ports' | 'incidents' | 'deliveries'>,
): Promise<ApiKeyStatus> {
  const { name, rotation, warnAfter } = key;
  const state = await readKey(ports.ledger, name);
  const now = ports.clock.now();
  const { settled, lastVerdict } = state;
  const incident = await incidents.open(name);
  const places = await deliveries.records(name);
  return {
    name,
    kind: 'apiKey',
    state: keyWord(state),
    issuer: rotation?.api.name ?? null,
    managedBy: rotation && rotation.managedBy !== name ? rotation.managedBy : null,
    scopes: state.scopes,
    generation: settled?.generation ?? 0,
    fingerprint: settled?.fingerprint ?? null,
    since: isoOrNull(settled?.since ?? null),
    ageSeconds: settled ? Math.max(0, Math.floor((now - settled.since) / SECOND)) : null,
    rotateAt: isoOrNull(rotationDueAt(state, rotationOf(key))),
    warnAt: isoOrNull(settled && warnAfter !== undefined ? settled.since + warnAfter : null),
    verifiedAt: isoOrNull(state.verifiedAt),
    retiring: state.retiring.map(({ generation, fingerprint, deleteAfter }) => ({
      generation,
      fingerprint,
      endsAt: toIso(deleteAfter),
    })),
    lastVerdict: lastVerdict && { ...lastVerdict, at: toIso(lastVerdict.at) },
    consecutiveFailures: state.backoff?.failures ?? 0,
    deliveries: places.map((found) => deliveryStatus({ ...found, now })),
    incident: incidentStatus(incident),
  };
}
