import { describe, expect, it } from '@jest/globals';
import { dynamodbClient } from '../../../adapters/dynamodb/dynamodb-client.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { updateGrant } from '../../../core/ledger/update.ts';
import { AwsError } from '../../support/aws/aws-error.ts';
import { addLedgerTable, ledgerInAws } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import type { AwsFault } from '../../support/aws/fault.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const grant = (fence: number) => ({ ...NO_GRANT, fence });

/** The faults, one for each call of the action, then none. */
function faultsOf(action: string, faults: readonly AwsFault[]) {
  const left = [...faults];
  return (call: { action: string }) => (call.action === action ? left.shift() : undefined);
}

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  return { aws, table: addLedgerTable(aws) };
}

describe('the ledger in DynamoDB', () => {
  it('knows its own write again when the answer to it was lost', async () => {
    const { aws } = await started({ fault: faultsOf('dynamodb:PutItem', [{ kind: 'dropAfter' }]) });
    const { ledger } = ledgerInAws(aws, { maxAttempts: 2 });
    expect(await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) })).toBe(true);
    expect(aws.calls.map(({ action, failure }) => `${action} ${failure}`)).toEqual([
      'dynamodb:PutItem dropped',
      'dynamodb:PutItem ConditionalCheckFailedException',
    ]);
    expect((await ledger.read('grant', 'crew-sheets'))?.item.fence).toBe(1);
  });

  it('does not take the write of another for its own', async () => {
    const { aws } = await started();
    const [ours, theirs] = [ledgerInAws(aws).ledger, ledgerInAws(aws).ledger];
    expect(await theirs.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) })).toBe(true);
    expect(await ours.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) })).toBe(false);
  });

  it('gets over throttling within its tries', async () => {
    const provisioned = new AwsError('ProvisionedThroughputExceededException', 'The level is exceeded');
    const faults: AwsFault[] = [{ kind: 'throttle' }, { kind: 'refuse', error: provisioned }];
    const { aws } = await started({ fault: faultsOf('dynamodb:GetItem', faults) });
    const { ledger } = ledgerInAws(aws, { maxAttempts: 6 });
    expect(await ledger.read('grant', 'crew-sheets')).toBeUndefined();
    expect(aws.calls).toHaveLength(3);
  });

  it('names the table when throttling goes on', async () => {
    const { aws } = await started({ fault: () => ({ kind: 'throttle' }) });
    await expect(ledgerInAws(aws).ledger.read('grant', 'crew-sheets')).rejects.toMatchObject({
      code: 'AwsThrottled',
      retryable: true,
      message: 'table evergrant-jada: dynamodb:GetItem was throttled at every try (ThrottlingException)',
    });
  });

  it('says what to deploy when the table is missing', async () => {
    const aws = await start();
    const { ledger } = ledgerInAws(aws);
    const failure = {
      code: 'AwsResourceMissing',
      message: 'table evergrant-jada: there is none in this account and Region',
      remedy: expect.stringContaining('npx cdk deploy --all'),
    };
    await expect(ledger.read('grant', 'crew-sheets')).rejects.toMatchObject(failure);
    await expect(ledger.replace('grant', 'a', { seen: 0, item: grant(1) })).rejects.toMatchObject(failure);
    await expect(ledger.list('grant')).rejects.toMatchObject(failure);
  });

  it('says whose leave is missing when a policy denies the call', async () => {
    const { aws } = await started({
      authorize: (_, { action }) => (action === 'dynamodb:PutItem' ? 'deny' : 'allow'),
    });
    const { ledger } = ledgerInAws(aws);
    await expect(ledger.replace('grant', 'a', { seen: 0, item: grant(1) })).rejects.toMatchObject({
      code: 'AwsDenied',
      message: 'table evergrant-jada: whoever calls is not allowed dynamodb:PutItem',
    });
  });

  it('says that the key is disabled', async () => {
    const aws = await start();
    const key = aws.services.kms.addKey();
    addLedgerTable(aws, key);
    key.state = 'Disabled';
    await expect(ledgerInAws(aws).ledger.read('grant', 'a')).rejects.toMatchObject({
      code: 'AwsKeyUnusable',
      remedy: expect.stringContaining('aws kms enable-key'),
    });
  });

  it('says that the address does not answer', async () => {
    const { aws } = await started();
    const { ledger } = ledgerInAws(aws);
    await aws.stop();
    await expect(ledger.read('grant', 'a')).rejects.toMatchObject({
      code: 'AwsUnreachable',
      retryable: true,
    });
  });

  it('refuses an item that DynamoDB does not take, before it is sent', async () => {
    const { aws } = await started();
    const scopes = ['x'.repeat(420_000)];
    const { ledger } = ledgerInAws(aws);
    await expect(
      ledger.replace('grant', 'crew-sheets', { seen: 0, item: { ...NO_GRANT, scopes } }),
    ).rejects.toMatchObject({
      code: 'LedgerItemTooLarge',
      message: expect.stringContaining('grant/crew-sheets'),
    });
    expect(aws.calls).toEqual([]);
  });

  it('never gives an item that is made anew the revision of one that was deleted', async () => {
    let now = 1_800_000_000_000;
    const { aws, table } = await started();
    const { ledger } = ledgerInAws(aws, { now: () => now });
    await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) });
    const seen = (await ledger.read('grant', 'crew-sheets'))?.revision ?? 0;
    table.items.clear();
    now += 1_000;
    await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(2) });
    expect(await ledger.replace('grant', 'crew-sheets', { seen, item: grant(3) })).toBe(false);
  });

  it('keeps every update of many writers', async () => {
    const { aws } = await started();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        updateGrant(ledgerInAws(aws).ledger, 'crew-sheets', (state) => ({
          ...state,
          fence: state.fence + 1,
        })),
      ),
    );
    expect((await ledgerInAws(aws).ledger.read('grant', 'crew-sheets'))?.item.fence).toBe(8);
  });

  it('lists the items of one kind, over all pages', async () => {
    const { aws } = await started();
    aws.services.dynamodb.pageSize = 2;
    const { ledger } = ledgerInAws(aws);
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await ledger.replace('grant', id, { seen: 0, item: grant(1) });
    const { item } = (await ledger.read('grant', 'a')) ?? {};
    expect((await ledger.list('grant')).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await ledger.list('grant'))[0]?.item).toEqual(item);
    expect(await ledger.list('incident')).toEqual([]);
  });
});

describe('an item that was changed by hand', () => {
  const KEY = { pk: { S: 'grant#crew-sheets' }, sk: { S: 'STATE' } };

  it.each([
    ['no JSON', { revision: { N: '7' }, item: { S: '{"schema":1,' } }],
    ['a list', { revision: { N: '7' }, item: { S: '3' } }],
    ['no revision', { item: { S: JSON.stringify(NO_GRANT) } }],
    ['a revision of text', { revision: { S: 'seven' }, item: { S: JSON.stringify(NO_GRANT) } }],
    ['nothing', {}],
  ])('is no state of a grant when it holds %s, and can be mended', async (_, attributes) => {
    const { aws, table } = await started();
    table.put({ ...KEY, ...attributes });
    const { ledger } = ledgerInAws(aws);
    await expect(ledger.read('grant', 'crew-sheets')).rejects.toMatchObject({
      code: 'StateDamaged',
      message: expect.stringContaining('grant/crew-sheets in table evergrant-jada'),
      remedy: expect.stringContaining('evergrant refresh crew-sheets'),
    });
    expect(await ledger.lastGood('crew-sheets')).toBeUndefined();
    expect(await ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(9) })).toBe(true);
    const mended = await ledger.read('grant', 'crew-sheets');
    expect(mended?.item.fence).toBe(9);
    expect(mended?.revision).toBeGreaterThan(7);
  });

  it('is mended by one of those who found it', async () => {
    const { aws, table } = await started();
    table.put({ ...KEY, item: { S: 'nonsense' } });
    const wins = await Promise.all(
      [1, 2, 3].map((fence) =>
        ledgerInAws(aws).ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(fence) }),
      ),
    );
    expect(wins.filter((won) => won)).toHaveLength(1);
  });

  it('is no incident, and somebody is told', async () => {
    const { aws, table } = await started();
    table.put({ pk: { S: 'incident#crew-sheets' }, sk: { S: 'STATE' }, item: { S: 'nonsense' } });
    const { ledger, damaged } = ledgerInAws(aws);
    expect(await ledger.read('incident', 'crew-sheets')).toBeUndefined();
    expect(await ledger.list('incident')).toEqual([]);
    expect(damaged).toEqual(['incident/crew-sheets', 'incident/crew-sheets']);
  });

  it('is left alone when another version of evergrant wrote it', async () => {
    const { aws, table } = await started();
    table.put({ ...KEY, revision: { N: '7' }, item: { S: '{"schema":2}' } });
    const { ledger } = ledgerInAws(aws);
    const other = { code: 'StateFromOtherVersion' };
    await expect(ledger.read('grant', 'crew-sheets')).rejects.toMatchObject(other);
    await expect(ledger.replace('grant', 'crew-sheets', { seen: 0, item: grant(1) })).rejects.toMatchObject(
      other,
    );
  });
});

describe('the client for the ledger', () => {
  it('tries six times by default', async () => {
    const { endpoint, region, credentials } = (await start()).client();
    const client = dynamodbClient({ endpoint, region, credentials });
    expect(await client.config.maxAttempts()).toBe(6);
  });
});
