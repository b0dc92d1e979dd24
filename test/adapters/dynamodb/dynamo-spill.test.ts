import { inspect } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from '@jest/globals';
import { DynamoSpill } from '../../../adapters/dynamodb/dynamo-spill.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { tableName } from '../../../core/wire.ts';
import { addLedgerTable } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const ID = 'grant/crew-sheets';
const SECRET = new SecretText('refresh-token-that-nobody-may-see');
const PK = 'spill#grant/crew-sheets#v1';

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  const key = aws.services.kms.addKey();
  const table = addLedgerTable(aws);
  const spill = new DynamoSpill({
    client: new DynamoDBClient(aws.client()),
    kms: new KMSClient(aws.client()),
    table: tableName('jada'),
    keyArn: key.arn,
    deployment: 'jada',
  });
  return { aws, key, table, spill };
}

const itemText = (item: unknown) => Buffer.from(JSON.stringify(item)).toString('utf8');

describe('the spill in DynamoDB', () => {
  it('shows nothing of the value to whoever reads the table', async () => {
    const { spill, table } = await started();
    await spill.write(ID, 'v1', SECRET);
    const item = table.at(PK, 'SPILL');
    const bytes = Buffer.from(item?.ciphertext?.B ?? '', 'base64').toString('latin1');
    expect(bytes.length).toBeGreaterThan(SECRET.length);
    expect(bytes + itemText(item)).not.toContain('nobody-may-see');
  });

  it('takes values that KMS itself would not', async () => {
    const { spill } = await started();
    const long = new SecretText('ä'.repeat(20_000));
    await spill.write(ID, 'v1', long);
    expect((await spill.read(ID, 'v1'))?.reveal()).toBe(long.reveal());
  });

  it("binds the value to its secret and version, which the key's policy and trail can see", async () => {
    const { aws, spill } = await started();
    await spill.write(ID, 'v1', SECRET);
    await spill.read(ID, 'v1');
    const contexts = aws.calls.flatMap(({ action, input }) =>
      action.startsWith('kms:') ? [[action, input.EncryptionContext]] : [],
    );
    const context = { secret: 'evergrant/jada/grant/crew-sheets', version: 'v1' };
    expect(contexts).toEqual([
      ['kms:GenerateDataKey', context],
      ['kms:Decrypt', context],
    ]);
  });

  it.each(['ciphertext', 'dataKey'])(
    'calls it damaged when its %s is that of another version',
    async (part) => {
      const { spill, table } = await started();
      await spill.write(ID, 'v1', SECRET);
      await spill.write(ID, 'v2', SECRET);
      const [one, two] = [table.at(PK, 'SPILL'), table.at('spill#grant/crew-sheets#v2', 'SPILL')];
      const stolen = two?.[part];
      if (!one || !stolen) throw new Error('nothing was spilled');
      table.put({ ...one, [part]: stolen });
      await expect(spill.read(ID, 'v1')).rejects.toMatchObject({
        code: 'SecretDamaged',
        message: expect.stringContaining(PK),
      });
    },
  );

  it('calls it damaged when a part is missing', async () => {
    const { spill, table } = await started();
    await spill.write(ID, 'v1', SECRET);
    const { ciphertext: _, ...rest } = table.at(PK, 'SPILL') ?? {};
    table.put(rest);
    await expect(spill.read(ID, 'v1')).rejects.toMatchObject({ code: 'SecretDamaged' });
  });

  it('names the key that cannot be used, and never the value', async () => {
    const { key, spill } = await started();
    key.state = 'Disabled';
    const failure: unknown = await spill.write(ID, 'v1', SECRET).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'AwsKeyUnusable', message: expect.stringContaining(key.arn) });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('nobody-may-see');
  });

  it('names the table that is not there', async () => {
    const { aws, spill } = await started();
    aws.services.dynamodb.tables.clear();
    const failure: unknown = await spill.write(ID, 'v1', SECRET).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'AwsResourceMissing' });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('nobody-may-see');
  });
});
