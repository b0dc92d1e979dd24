import { describe, expect, it } from '@jest/globals';
import { DynamoDueGrants } from '../../../adapters/dynamodb/dynamo-due-grants.ts';
import { type MintedToken, NO_AGENT_TOKEN } from '../../../core/agent-token/state.ts';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { NO_SIGNING_KEY } from '../../../core/signing-key/state.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { tableName } from '../../../core/wire.ts';
import { addLedgerTable, ledgerInAws } from '../../support/aws/dynamodb/ledger-in-aws.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NOW = 1_800_000_000_000;

const SETTLED: GrantState = {
  ...NO_GRANT,
  settled: { generation: 1, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
  announced: 1,
};

async function started() {
  const aws = await start();
  const table = addLedgerTable(aws);
  const { client, ledger } = ledgerInAws(aws, { now: () => NOW });
  const due = new DynamoDueGrants({ client, table: tableName('jada') });
  const put = async (id: string, changes: Partial<GrantState>) => {
    await ledger.replace('grant', id, { seen: 0, item: { ...SETTLED, ...changes } });
  };
  return { aws, table, ledger, due, put };
}

describe('the grants that are due', () => {
  it('come with the longest due first, as many as are wanted', async () => {
    const { due, put } = await started();
    await put('later', { refreshAt: NOW + 40 * SECOND });
    await put('second', { refreshAt: NOW + 20 * SECOND });
    await put('first', { refreshAt: NOW + 10 * SECOND });
    expect(await due.due(NOW, 10)).toEqual([]);
    expect(await due.due(NOW + 20 * SECOND, 10)).toEqual(['first', 'second']);
    expect(await due.due(NOW + 20 * SECOND, 1)).toEqual(['first']);
    expect(await due.count(NOW + 20 * SECOND)).toBe(2);
  });

  it('are counted over all pages', async () => {
    const { aws, due, put } = await started();
    aws.services.dynamodb.pageSize = 2;
    for (const id of ['a', 'b', 'c', 'd', 'e']) await put(id, {});
    expect(await due.count(NOW)).toBe(5);
  });

  it("are due by our clock, where the issuer's is another", async () => {
    const { due, put } = await started();
    // The issuer is 5 minutes ahead, and so are the instants in the state.
    await put('ahead', { refreshAt: NOW + 5 * MINUTE + 30 * SECOND, clockOffset: 5 * MINUTE });
    expect(await due.due(NOW + 29 * SECOND, 10)).toEqual([]);
    expect(await due.due(NOW + 30 * SECOND, 10)).toEqual(['ahead']);
  });

  it('are looked at within a minute of a write, whose writer may die before it says when', async () => {
    const { due, put } = await started();
    const latch = { reason: 'GrantRefused', message: 'm', since: NOW, generation: 1 } as const;
    await put('latched', { latch });
    await put('paused', { paused: true });
    await put('long-lived', { refreshAt: NOW + 100 * HOUR });
    expect(await due.due(NOW + MINUTE - 1, 10)).toEqual([]);
    const written = await due.due(NOW + MINUTE, 10);
    expect([...written].sort()).toEqual(['latched', 'long-lived', 'paused']);
  });

  it('are looked at when the time of a lock is over, not while its holder is at work', async () => {
    const { due, put } = await started();
    // By the issuer's clock, as all instants of a state are.
    const lock = { owner: 'other', fence: 1, until: NOW + 5 * MINUTE + 90 * SECOND };
    await put('claimed', { lock, clockOffset: 5 * MINUTE, refreshAt: NOW });
    expect(await due.due(NOW + 89 * SECOND, 10)).toEqual([]);
    expect(await due.due(NOW + 90 * SECOND, 10)).toEqual(['claimed']);
  });

  it('are at once those whose projection is behind', async () => {
    const { due, put } = await started();
    await put('behind', { announced: 0, refreshAt: NOW + HOUR });
    expect(await due.due(NOW, 10)).toEqual(['behind']);
  });

  it('hold nothing but grants', async () => {
    const { due, ledger } = await started();
    const item = {
      schema: 1,
      sink: 's',
      grant: 'g',
      generation: 0,
      fingerprint: null,
      deliveredAt: null,
      earlier: [],
      adoptedAt: null,
      consumers: [],
      after: null,
      error: null,
      remedy: null,
    } as const;
    await ledger.replace('delivery', 's', { seen: 0, item });
    expect(await due.due(NOW + 1_000 * HOUR, 10)).toEqual([]);
  });

  it('may be put off, unless their state has changed', async () => {
    const { due, put, ledger } = await started();
    await put('crew-sheets', {});
    const { revision = 0, item = SETTLED } = (await ledger.read('grant', 'crew-sheets')) ?? {};
    await due.lookAgain('crew-sheets', { revision, at: NOW + MINUTE });
    expect(await due.due(NOW, 10)).toEqual([]);
    expect(await due.due(NOW + MINUTE, 10)).toEqual(['crew-sheets']);
    expect(await ledger.read('grant', 'crew-sheets')).toEqual({ revision, item });

    await ledger.replace('grant', 'crew-sheets', { seen: revision, item: { ...item, refreshAt: NOW } });
    await due.lookAgain('crew-sheets', { revision, at: NOW + HOUR });
    expect(await due.due(NOW, 10)).toEqual(['crew-sheets']);
  });

  it('are not made by putting off one that is gone', async () => {
    const { due, table } = await started();
    await due.lookAgain('crew-sheets', { revision: 3, at: NOW });
    expect(table.items.size).toBe(0);
  });

  it('may be behind: one that was looked at just now is named once more', async () => {
    const { due, put, ledger, table } = await started();
    await put('crew-sheets', {});
    table.holdIndexes();
    const { revision = 0, item = SETTLED } = (await ledger.read('grant', 'crew-sheets')) ?? {};
    await ledger.replace('grant', 'crew-sheets', {
      seen: revision,
      item: { ...item, refreshAt: NOW + HOUR },
    });
    expect(await due.due(NOW, 10)).toEqual(['crew-sheets']);
    table.letIndexesCatchUp();
    expect(await due.due(NOW, 10)).toEqual([]);
  });

  it('name the table in every failure', async () => {
    const aws = await start();
    const { client } = ledgerInAws(aws);
    const due = new DynamoDueGrants({ client, table: tableName('jada') });
    const missing = { code: 'AwsResourceMissing', message: expect.stringContaining('table evergrant-jada') };
    await expect(due.due(NOW, 1)).rejects.toMatchObject(missing);
    await expect(due.count(NOW)).rejects.toMatchObject(missing);
    await expect(due.lookAgain('a', { revision: 1, at: NOW })).rejects.toMatchObject(missing);
  });
});

describe('beside grants', () => {
  it('signing keys and tokens of agents are due within a minute of a write, and when a look says', async () => {
    const { due, ledger } = await started();
    await ledger.replace('signingKey', 'gastown', {
      seen: 0,
      item: { ...NO_SIGNING_KEY, wanted: 'emergency' },
    });
    await ledger.replace('agentToken', 'mayor', {
      seen: 0,
      item: { ...NO_AGENT_TOKEN, settled: MINTED, announced: 1 },
    });
    expect(await due.due(NOW, 10)).toEqual(['gastown']);
    expect(await due.due(NOW + MINUTE, 10)).toEqual(['gastown', 'mayor']);
    const revision = (await ledger.read('agentToken', 'mayor'))?.revision ?? 0;
    await due.lookAgain('mayor', { kind: 'agentToken', revision, at: NOW + HOUR });
    expect(await due.due(NOW + HOUR - 1, 10)).toEqual(['gastown']);
    expect(await due.due(NOW + HOUR, 10)).toEqual(['gastown', 'mayor']);
  });
});

const MINTED: MintedToken = {
  generation: 1,
  intentId: 'i',
  versionId: 'v',
  id: 'i',
  kid: 'k',
  fingerprint: 'f',
  issuedAt: NOW,
  expiresAt: NOW + 8 * HOUR,
  template: 't',
};
