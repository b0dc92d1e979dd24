import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoLedger } from '../../../../adapters/dynamodb/dynamo-ledger.ts';
import { systemRandom } from '../../../../adapters/node/system-random.ts';
import type { Instant } from '../../../../core/time.ts';
import { DUE_INDEX, tableName } from '../../../../core/wire.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { SimulatedAws } from '../simulated-aws.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** The ledger table of deployment `jada`, as the stacks make it. */
export function addLedgerTable(aws: SimulatedAws, key?: KmsKey): DynamoTable {
  return aws.services.dynamodb.addTable({
    name: tableName('jada'),
    indexes: { [DUE_INDEX]: { partition: 'due', sort: 'refreshAt' } },
    ...(key && { key }),
  });
}

export interface LedgerInAws {
  readonly client: DynamoDBClient;
  readonly ledger: DynamoLedger;
  /** Names of items that were found damaged. */
  readonly damaged: string[];
}

/** A ledger over {@link addLedgerTable}. @param options.maxAttempts of the SDK. @default 1 */
export function ledgerInAws(
  aws: SimulatedAws,
  { maxAttempts = 1, now = Date.now }: { maxAttempts?: number; now?: () => Instant } = {},
): LedgerInAws {
  const client = new DynamoDBClient({ ...aws.client(), maxAttempts });
  const damaged: string[] = [];
  const ledger = new DynamoLedger({
    client,
    table: tableName('jada'),
    clock: { now },
    random: systemRandom,
    onDamage: (name) => void damaged.push(name),
  });
  return { client, ledger, damaged };
}
