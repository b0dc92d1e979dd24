import { describe, expect, it } from '@jest/globals';
import { DynamoDueGrants } from '../../../adapters/dynamodb/dynamo-due-grants.ts';
import { DynamoHosts } from '../../../adapters/dynamodb/dynamo-hosts.ts';
import { DAY, MINUTE } from '../../../core/time.ts';
import { tableName } from '../../../core/wire.ts';
import { addLedgerTable, ledgerInAws } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const start = simulatedAws();
const NOW = Date.UTC(2026, 4, 13, 14, 30);

async function reported(ages: Readonly<Record<string, number>>) {
  const aws = await start();
  addLedgerTable(aws);
  const { client, ledger } = ledgerInAws(aws);
  for (const [host, age] of Object.entries(ages))
    await ledger.replace('host', host, { seen: 0, item: someHostReport({ host, at: NOW - age }) });
  return { aws, ledger, client, hosts: new DynamoHosts({ client, table: tableName('jada') }) };
}

describe('hosts in the ledger table', () => {
  it('are silent when they were not heard of for 15 minutes, and for a week', async () => {
    const { hosts } = await reported({
      fresh: 14 * MINUTE,
      silent: 15 * MINUTE,
      off: 6 * DAY,
      gone: 7 * DAY,
    });
    expect([...(await hosts.silent(NOW))].sort()).toEqual(['off', 'silent']);
  });

  it('are silent no more once they report again', async () => {
    const { hosts, ledger } = await reported({ ops: 20 * MINUTE });
    const seen = (await ledger.read('host', 'ops'))?.revision ?? 0;
    await ledger.replace('host', 'ops', { seen, item: someHostReport({ at: NOW }) });
    expect(await hosts.silent(NOW)).toEqual([]);
  });

  it('are nothing that a beat looks at', async () => {
    const { client } = await reported({ ops: 20 * MINUTE });
    const due = new DynamoDueGrants({ client, table: tableName('jada') });
    expect(await due.due(NOW, 10)).toEqual([]);
    expect(await due.count(NOW)).toBe(0);
  });

  it('name the table that is not there', async () => {
    const aws = await start();
    const { client } = ledgerInAws(aws);
    await expect(new DynamoHosts({ client, table: 'evergrant-none' }).silent(NOW)).rejects.toMatchObject({
      code: 'AwsResourceMissing',
      message: expect.stringContaining('evergrant-none'),
    });
  });
});
