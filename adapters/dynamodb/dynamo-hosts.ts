import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { FORGOTTEN_AFTER, SILENT_AFTER } from '../../core/host/silent-host.ts';
import type { Instant } from '../../core/time.ts';
import { DUE_INDEX } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { HOST_DUE, idIn } from './ledger-table.ts';

export interface DynamoHostsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Which hosts are silent, by the index of the ledger table over time: it holds keys alone, however long reports are. */
export class DynamoHosts {
  readonly #options: DynamoHostsOptions;

  constructor(options: DynamoHostsOptions) {
    this.#options = options;
  }

  /** Names of hosts that are silent at `now` and were heard of within the last week. @throws Fault of AWS */
  async silent(now: Instant): Promise<readonly string[]> {
    const { client, table } = this.#options;
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: DUE_INDEX,
        KeyConditionExpression: '#due = :host AND #refreshAt BETWEEN :gone AND :now',
        ExpressionAttributeNames: { '#due': 'due', '#refreshAt': 'refreshAt' },
        ExpressionAttributeValues: {
          ':host': { S: HOST_DUE },
          ':gone': { N: String(Math.floor(now - FORGOTTEN_AFTER + SILENT_AFTER) + 1) },
          ':now': { N: String(Math.floor(now)) },
        },
      },
    );
    try {
      const silent: string[] = [];
      for await (const { Items = [] } of pages)
        silent.push(...Items.flatMap((key) => idIn('host', key) ?? []));
      return silent;
    } catch (error) {
      throw awsFault(error, { resource: `table ${table}`, action: 'dynamodb:Query' });
    }
  }
}
