import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DueGrants, DueKind } from '../../core/ledger/due-grants.ts';
import type { Instant } from '../../core/time.ts';
import { DUE_INDEX } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { stillOf } from './conditions.ts';
import { DUE, idIn, ledgerKey } from './ledger-table.ts';

const KINDS: readonly DueKind[] = ['grant', 'signingKey', 'agentToken'];

export interface DynamoDueGrantsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** What is looked at by time, by the sparse index of the ledger table, which holds nothing else and no more than keys. */
export class DynamoDueGrants implements DueGrants {
  readonly #options: DynamoDueGrantsOptions;

  constructor(options: DynamoDueGrantsOptions) {
    this.#options = options;
  }

  async due(now: Instant, limit: number): Promise<readonly string[]> {
    const { client } = this.#options;
    try {
      const { Items = [] } = await client.send(new QueryCommand({ ...this.#dueAt(now), Limit: limit }));
      return Items.flatMap((key) => KINDS.flatMap((kind) => idIn(kind, key) ?? []));
    } catch (error) {
      throw this.#fault(error, 'dynamodb:Query');
    }
  }

  async count(now: Instant): Promise<number> {
    const { client } = this.#options;
    try {
      let count = 0;
      const pages = paginateQuery({ client }, { ...this.#dueAt(now), Select: 'COUNT' });
      for await (const { Count = 0 } of pages) count += Count;
      return count;
    } catch (error) {
      throw this.#fault(error, 'dynamodb:Query');
    }
  }

  async lookAgain(
    name: string,
    { kind = 'grant', revision, at }: { kind?: DueKind; revision: number; at: Instant },
  ): Promise<void> {
    const { client, table } = this.#options;
    const still = stillOf(revision);
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: ledgerKey(kind, name),
          UpdateExpression: 'SET #refreshAt = :at',
          ...still,
          ExpressionAttributeNames: { ...still.ExpressionAttributeNames, '#refreshAt': 'refreshAt' },
          ExpressionAttributeValues: {
            ...still.ExpressionAttributeValues,
            ':at': { N: String(Math.floor(at)) },
          },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return;
      throw this.#fault(error, 'dynamodb:UpdateItem');
    }
  }

  #dueAt(now: Instant) {
    return {
      TableName: this.#options.table,
      IndexName: DUE_INDEX,
      KeyConditionExpression: '#due = :due AND #refreshAt <= :now',
      ExpressionAttributeNames: { '#due': 'due', '#refreshAt': 'refreshAt' },
      ExpressionAttributeValues: { ':due': { S: DUE }, ':now': { N: String(Math.floor(now)) } },
    };
  }

  #fault(error: unknown, action: string) {
    return awsFault(error, { resource: `table ${this.#options.table}`, action });
  }
}
