import { handle } from 'hono/aws-lambda';
import { structuredEvents } from '../../adapters/cloudwatch-logs/structured-events.ts';
import { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { dynamodbClient } from '../../adapters/dynamodb/dynamodb-client.ts';
import { systemClock as clock } from '../../adapters/node/system-clock.ts';
import { systemRandom as random } from '../../adapters/node/system-random.ts';
import { isFault } from '../../core/fault.ts';
import { publishedJwks } from '../../core/signing-key/published-jwks.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { ENVIRONMENT } from '../../core/wire.ts';
import { keyRoutes } from '../../web/key-routes.ts';
import { readIssuers } from './read-issuers.ts';

const announce = structuredEvents();
const tell = (reason: string, message: string) =>
  announce.event({ schema: 1, at: clock.now(), type: 'finding', reason, message });

const ledger = new DynamoLedger({
  client: dynamodbClient({}),
  table: process.env[ENVIRONMENT.table] ?? '',
  clock,
  random,
  onDamage: (name) => tell('StateDamaged', `${name} is not what evergrant wrote and counts as none`),
});

const routes = keyRoutes(
  readIssuers(process.env[ENVIRONMENT.issuers]).map(({ key, issuer, algorithm }) => ({
    issuer,
    algorithm,
    keys: async () => publishedJwks(await readSigningKey(ledger, key), clock.now()),
  })),
);
routes.onError((error, c) => {
  tell(
    isFault(error) ? error.code : 'Unexpected',
    isFault(error) ? error.message : 'the keys could not be read',
  );
  return c.text('the keys cannot be read just now\n', 503, {
    'cache-control': 'no-store',
    'retry-after': '1',
  });
});

/** Serves the public keys to whoever asks, from the ledger items of signing keys; no secret is within its reach. */
export const handler = handle(routes);
