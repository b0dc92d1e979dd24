import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from '@jest/globals';
import { DynamoDueGrants } from '../../adapters/dynamodb/dynamo-due-grants.ts';
import { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { DynamoSpill } from '../../adapters/dynamodb/dynamo-spill.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import { HOUR } from '../../core/time.ts';
import { DUE_INDEX } from '../../core/wire.ts';
import { EMULATOR, emulatorClient } from '../support/aws/emulator.ts';
import { ledgerContract } from '../support/contracts/ledger-contract.ts';
import { spillContract } from '../support/contracts/spill-contract.ts';

const client = new DynamoDBClient(emulatorClient());

/** A fresh table as the stacks make it. @returns its name */
async function makeTable(): Promise<string> {
  const TableName = `evergrant-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'due', AttributeType: 'S' },
        { AttributeName: 'refreshAt', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: DUE_INDEX,
          KeySchema: [
            { AttributeName: 'due', KeyType: 'HASH' },
            { AttributeName: 'refreshAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  return TableName;
}

async function makeLedger() {
  const table = await makeTable();
  const damaged: string[] = [];
  const ledger = new DynamoLedger({
    client,
    table,
    clock: systemClock,
    random: systemRandom,
    onDamage: (name) => void damaged.push(name),
  });
  return { table, ledger };
}

async function makeSpill(): Promise<DynamoSpill> {
  const kms = new KMSClient(emulatorClient());
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const keyArn = KeyMetadata?.Arn ?? '';
  return new DynamoSpill({ client, kms, table: await makeTable(), keyArn, deployment: 'jada' });
}

(EMULATOR ? describe : describe.skip)('against an emulator of others', () => {
  ledgerContract('the ledger in DynamoDB', async () => (await makeLedger()).ledger);
  spillContract('the spill in DynamoDB', makeSpill);

  it('finds the grants that are due, and puts them off', async () => {
    const { table, ledger } = await makeLedger();
    const due = new DynamoDueGrants({ client, table });
    for (const id of ['a', 'b']) await ledger.replace('grant', id, { seen: 0, item: NO_GRANT });
    const { revision = 0 } = (await ledger.read('grant', 'b')) ?? {};
    await due.lookAgain('b', { revision, at: 5 });
    await due.lookAgain('a', { revision: revision + 99, at: 5 });
    expect(await due.due(Date.now(), 10)).toEqual(['b']);
    expect(await due.count(Date.now() + 2 * HOUR)).toBe(2);
    expect((await ledger.list('grant')).map(({ id }) => id).sort()).toEqual(['a', 'b']);
  });

  it('mends an item that was changed by hand', async () => {
    const { table, ledger } = await makeLedger();
    const Item = { pk: { S: 'grant#a' }, sk: { S: 'STATE' }, item: { S: 'nonsense' } };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(ledger.read('grant', 'a')).rejects.toMatchObject({ code: 'StateDamaged' });
    expect(await ledger.replace('grant', 'a', { seen: 0, item: NO_GRANT })).toBe(true);
    expect((await ledger.read('grant', 'a'))?.item).toEqual(NO_GRANT);
  });
});
