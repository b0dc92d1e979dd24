import { z } from 'zod';
import { AwsError, notSimulated } from '../aws-error.ts';
import { type AwsCall, type AwsPermission, type AwsService, awsAction } from '../aws-service.ts';
import { attributeValue, type Item, item } from './attribute-value.ts';
import { demandAllUsed, nameAt, type Placeholders, readCondition, valueAt } from './condition.ts';
import { DynamoTable, type TableOptions } from './dynamo-table.ts';

/** DynamoDB as far as a ledger needs it: conditional writes of whole items, consistent reads, one sparse index. */
export class DynamoDbService implements AwsService {
  readonly name = 'dynamodb';
  readonly protocol = { kind: 'json', target: 'DynamoDB_20120810', version: '1.0' } as const;
  readonly tables = new Map<string, DynamoTable>();

  /** Makes a table, in place of CreateTable. */
  addTable(options: TableOptions): DynamoTable {
    const table = new DynamoTable(options);
    this.tables.set(options.name, table);
    return table;
  }

  readonly actions = {
    GetItem: awsAction({
      input: z.strictObject({ TableName: z.string(), Key: item, ConsistentRead: z.boolean().optional() }),
      permissions: ({ TableName, Key }, call) => [permission(call, { table: TableName, key: Key })],
      run: async ({ TableName, Key, ConsistentRead }, call) => {
        const table = await this.#open(TableName, call);
        if (ConsistentRead !== true) throw notSimulated('a read that may be behind');
        return { Item: table.get(Key) };
      },
    }),

    PutItem: awsAction({
      input: z.strictObject({
        TableName: z.string(),
        Item: item,
        ConditionExpression: z.string().optional(),
        ...placeholderMembers(),
        ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).default('NONE'),
      }),
      permissions: ({ TableName, Item }, call) => [permission(call, { table: TableName, key: Item })],
      run: async (input, call) => {
        const table = await this.#open(input.TableName, call);
        const placeholders = placeholdersOf(input);
        demandAllUsed(placeholders, [input.ConditionExpression]);
        const found = table.get(input.Item);
        if (!meets(found, input.ConditionExpression, placeholders)) {
          const isTold = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && found;
          throw conditionFailed(isTold ? found : undefined);
        }
        table.put(input.Item);
        return {};
      },
    }),

    UpdateItem: awsAction({
      input: z.strictObject({
        TableName: z.string(),
        Key: item,
        UpdateExpression: z.string(),
        ConditionExpression: z.string().optional(),
        ...placeholderMembers(),
      }),
      permissions: ({ TableName, Key }, call) => [permission(call, { table: TableName, key: Key })],
      run: async (input, call) => {
        const table = await this.#open(input.TableName, call);
        const placeholders = placeholdersOf(input);
        demandAllUsed(placeholders, [input.ConditionExpression, input.UpdateExpression]);
        const set = /^SET (#\w+) = (:\w+)$/.exec(input.UpdateExpression);
        if (!set) throw notSimulated(`the update ${input.UpdateExpression}`);
        const found = table.get(input.Key);
        if (!meets(found, input.ConditionExpression, placeholders)) throw conditionFailed(undefined);
        const changed = { [nameAt(set[1] ?? '', placeholders)]: valueAt(set[2] ?? '', placeholders) };
        table.put({ ...input.Key, ...found, ...changed });
        return {};
      },
    }),

    DeleteItem: awsAction({
      input: z.strictObject({ TableName: z.string(), Key: item }),
      permissions: ({ TableName, Key }, call) => [permission(call, { table: TableName, key: Key })],
      run: async ({ TableName, Key }, call) => {
        (await this.#open(TableName, call)).remove(Key);
        return {};
      },
    }),

    Query: awsAction({
      input: z.strictObject({
        TableName: z.string(),
        IndexName: z.string(),
        KeyConditionExpression: z.string(),
        ...placeholderMembers(),
        Limit: z.number().int().min(1).optional(),
        Select: z.literal('COUNT').optional(),
        ExclusiveStartKey: item.optional(),
      }),
      permissions: ({ TableName, IndexName }, call) => [
        { resource: `${tableArn(call, TableName)}/index/${IndexName}` },
      ],
      run: async (input, call) => {
        const table = await this.#open(input.TableName, call);
        const index = table.options.indexes?.[input.IndexName];
        if (!index) {
          throw new AwsError(
            'ValidationException',
            `The table does not have the specified index: ${input.IndexName}`,
          );
        }
        const placeholders = placeholdersOf(input);
        demandAllUsed(placeholders, [input.KeyConditionExpression]);
        const condition = readCondition(input.KeyConditionExpression, placeholders);
        const all = table.index(index).filter(condition);
        const keys = [...TABLE_KEYS, index.partition, index.sort];
        return this.#page(all, { ...input, keys, count: input.Select === 'COUNT' });
      },
    }),

    Scan: awsAction({
      input: z.strictObject({
        TableName: z.string(),
        FilterExpression: z.string(),
        ...placeholderMembers(),
        ExclusiveStartKey: item.optional(),
      }),
      permissions: ({ TableName }, call) => [{ resource: tableArn(call, TableName) }],
      run: async (input, call) => {
        const table = await this.#open(input.TableName, call);
        const placeholders = placeholdersOf(input);
        demandAllUsed(placeholders, [input.FilterExpression]);
        const condition = readCondition(input.FilterExpression, placeholders);
        // As AWS does it, a page is cut before it is filtered, and so may be empty.
        const { Items, LastEvaluatedKey } = this.#page([...table.items.values()], {
          ...input,
          keys: TABLE_KEYS,
          count: false,
        });
        const kept = (Items ?? []).filter(condition);
        return { Items: kept, Count: kept.length, LastEvaluatedKey };
      },
    }),
  };

  /** Items in an answer to Query and Scan at most, in place of 1 MB. */
  pageSize = 1_000;

  #page(
    all: readonly Item[],
    {
      ExclusiveStartKey: after,
      Limit = this.pageSize,
      keys,
      count,
    }: {
      ExclusiveStartKey?: Item | undefined;
      Limit?: number | undefined;
      keys: readonly string[];
      count: boolean;
    },
  ): { Items?: readonly Item[]; Count: number; LastEvaluatedKey?: Item } {
    const start = after ? all.findIndex((each) => sameKey(each, after)) + 1 : 0;
    const Items = all.slice(start, start + Math.min(Limit, this.pageSize));
    const last = Items.at(-1);
    const isMore = last !== undefined && start + Items.length < all.length;
    return {
      ...(!count && { Items }),
      Count: Items.length,
      ...(isMore && { LastEvaluatedKey: Object.fromEntries(keys.flatMap((key) => pairOf(last, key))) }),
    };
  }

  /** @throws AwsError for a table that is not there, or whose key the caller may not use */
  async #open(name: string, call: AwsCall): Promise<DynamoTable> {
    const table = this.tables.get(name);
    if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    if (table.sealedKey) {
      await call.onward('kms', 'Decrypt', {
        CiphertextBlob: Buffer.from(table.sealedKey).toString('base64'),
        EncryptionContext: table.encryptionContext,
      });
    }
    return table;
  }
}

const TABLE_KEYS = ['pk', 'sk'];

function pairOf(item: Item, key: string) {
  const value = item[key];
  return value === undefined ? [] : [[key, value] as const];
}

function sameKey(left: Item, right: Item): boolean {
  return left.pk?.S === right.pk?.S && left.sk?.S === right.sk?.S;
}

function placeholderMembers() {
  return {
    ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
    ExpressionAttributeValues: z.record(z.string(), attributeValue).optional(),
  };
}

function placeholdersOf(input: {
  ExpressionAttributeNames?: Placeholders['names'] | undefined;
  ExpressionAttributeValues?: Placeholders['values'] | undefined;
}): Placeholders {
  return { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
}

function meets(found: Item | undefined, expression: string | undefined, placeholders: Placeholders): boolean {
  return expression === undefined || readCondition(expression, placeholders)(found);
}

function conditionFailed(found: Item | undefined): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    members: { Item: found },
  });
}

function tableArn({ region, account }: AwsCall, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

function permission(call: AwsCall, { table, key }: { table: string; key: Item }): AwsPermission {
  return {
    resource: tableArn(call, table),
    context: { 'dynamodb:LeadingKeys': [key.pk?.S ?? ''] },
  };
}
