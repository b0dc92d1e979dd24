import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();
const KEY = { pk: { S: 'grant#a' }, sk: { S: 'STATE' } };

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  const table = aws.services.dynamodb.addTable({ name: 't' });
  const client = new DynamoDBClient(aws.client());
  const put = (changes: Partial<PutItemCommandInput>) =>
    client.send(new PutItemCommand({ TableName: 't', Item: KEY, ...changes }));
  return { aws, table, client, put };
}

describe('the simulated DynamoDB', () => {
  it('compares numbers as numbers', async () => {
    const { table, put } = await started();
    table.put({ ...KEY, revision: { N: '10' } });
    const ifAbove = (value: string) => ({
      ConditionExpression: '#r > :v',
      ExpressionAttributeNames: { '#r': 'revision' },
      ExpressionAttributeValues: { ':v': { N: value } },
      Item: { ...KEY, revision: { N: '10' } },
    });
    await put(ifAbove('9'));
    await expect(put(ifAbove('11'))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('never finds values of different types equal', async () => {
    const { table, put } = await started();
    table.put({ ...KEY, revision: { S: '7' } });
    const condition = {
      ConditionExpression: '#r = :v',
      ExpressionAttributeNames: { '#r': 'revision' },
      ExpressionAttributeValues: { ':v': { N: '7' } },
    };
    await expect(put(condition)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it.each([
    ['OR', { ConditionExpression: 'attribute_not_exists(#p) OR attribute_exists(#p)' }],
    ['a function', { ConditionExpression: 'size(#p)' }],
    ['a name without a placeholder', { ConditionExpression: 'attribute_not_exists(pk)' }],
  ])('refuses an expression with %s', async (_, condition) => {
    const { put } = await started();
    const names = condition.ConditionExpression.includes('#p')
      ? { ExpressionAttributeNames: { '#p': 'pk' } }
      : {};
    await expect(put({ ...condition, ...names })).rejects.toMatchObject({ name: 'NotSimulated' });
  });

  it.each([
    ['is not used', { ExpressionAttributeNames: { '#p': 'pk', '#q': 'qk' } }],
    ['is not defined', {}],
  ])('refuses a placeholder that %s', async (_, names) => {
    const { put } = await started();
    const refused = put({ ConditionExpression: 'attribute_exists(#p)', ...names });
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses an item of more than 400 KB', async () => {
    const { put } = await started();
    await put({ Item: { ...KEY, a: { S: 'x'.repeat(409_000) } } });
    const large = put({ Item: { ...KEY, a: { S: 'x'.repeat(410_000) } } });
    await expect(large).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses reads that may be behind, other updates and unknown indexes', async () => {
    const { client } = await started();
    const read = new GetItemCommand({ TableName: 't', Key: KEY });
    await expect(client.send(read)).rejects.toMatchObject({ name: 'NotSimulated' });
    const removal = new UpdateItemCommand({
      TableName: 't',
      Key: KEY,
      UpdateExpression: 'REMOVE #a',
      ExpressionAttributeNames: { '#a': 'a' },
    });
    await expect(client.send(removal)).rejects.toMatchObject({ name: 'NotSimulated' });
    const query = new QueryCommand({
      TableName: 't',
      IndexName: 'due',
      KeyConditionExpression: '#a = :a',
      ExpressionAttributeNames: { '#a': 'a' },
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    });
    await expect(client.send(query)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('asks leave for the table, with the partition that is meant', async () => {
    const asked: unknown[] = [];
    const { put } = await started({
      authorize: (_, permission) => {
        asked.push(permission);
        return 'allow';
      },
    });
    await put({});
    expect(asked).toEqual([
      {
        action: 'dynamodb:PutItem',
        resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/t',
        context: { 'dynamodb:LeadingKeys': ['grant#a'] },
      },
    ]);
  });
});
