import type { ApiKeyDeclaration } from '../../core/config/api-key-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { named } from '../../core/config/named.ts';
import { staleConsumers } from '../../core/delivery/adoption.ts';
import type { Ports } from '../../core/ports.ts';
import type { Adoption, KeyContext, RotationSpec } from '../../core/rotate/context.ts';
import { httpRotator } from '../../core/rotate/http-rotator.ts';
import type { Rotator } from '../../core/rotate/rotator.ts';
import { readKey } from '../../core/rotate/update.ts';
import { readKeyValue } from '../../core/rotate/value.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import type { SecretText } from '../../core/secret-text.ts';
import type { Deliveries } from './deliveries.ts';
import { sendKeyRequest } from './send-key-request.ts';

/** What is needed to make contexts out of a declaration. */
export interface KeyContextSources {
  readonly declaration: Declaration;
  readonly ports: Pick<
    Ports,
    'secrets' | 'ledger' | 'clock' | 'random' | 'digest' | 'announce' | 'delivery' | 'holder'
  >;
  readonly deliveries: Pick<Deliveries, 'records'>;
}

/** The declaration of an API key, resolved for the flows. @throws Fault `UnknownKey` */
export function keyContext(name: string, sources: KeyContextSources): KeyContext {
  const { declaration, ports, deliveries } = sources;
  const key = named('key', { name, declared: declaration.apiKeys });
  const tokens = [...declaration.tokens.values()].filter(({ credential }) => credential.name === name);
  return {
    ports: { ...ports, adoption: adoptionBy(deliveries, ports), rotator: managedRotator(key, ports) ?? null },
    spec: { name, tokens: tokens.map((token) => token.name), rotation: rotationOf(key) },
  };
}

/** How a declared key rotates; null: a person replaces it. */
export function rotationOf({ rotation }: ApiKeyDeclaration): RotationSpec | null {
  if (!rotation) return null;
  const { rotateEvery, overlap, verifyEvery, scopes = null } = rotation;
  return { rotateEvery, overlap, verifyEvery, scopes };
}

/** The rotator of a declared key, which asks as the key that manages it; undefined: a person replaces it. */
export function managedRotator(
  { rotation }: ApiKeyDeclaration,
  ports: Pick<Ports, 'ledger' | 'secrets' | 'clock'>,
): Rotator | undefined {
  if (!rotation) return undefined;
  const { api, origin, managedBy } = rotation;
  const { clock } = ports;
  return httpRotator({
    api,
    send: (request) => sendKeyRequest(request, { origin, clock }),
    manager: () => keyInForce(managedBy, ports),
    managerName: managedBy,
    now: () => clock.now(),
  });
}

async function keyInForce(
  name: string,
  { ledger, secrets }: Pick<Ports, 'ledger' | 'secrets'>,
): Promise<SecretText | undefined> {
  const { settled } = await readKey(ledger, name);
  const text = settled && (await secrets.read(keySecret(name), settled.versionId));
  return text ? readKeyValue(text)?.key : undefined;
}

/** Sinks that still hold the old key, and consumers that proved it after the new one was delivered. */
function adoptionBy(
  deliveries: Pick<Deliveries, 'records'>,
  { clock }: KeyContextSources['ports'],
): Adoption {
  return {
    async holdouts(key, fingerprint) {
      const now = clock.now();
      const records = await deliveries.records(key);
      return {
        sinks: records
          .filter(
            ({ place, record }) =>
              place.declaration && (record.error !== null || record.fingerprint === fingerprint),
          )
          .map(({ place }) => place.sink),
        consumers: records.flatMap(({ record }) =>
          staleConsumers(record, { within: 0, now })
            .filter((stale) => stale.fingerprint === fingerprint)
            .map(({ consumer }) => consumer),
        ),
      };
    },
  };
}
