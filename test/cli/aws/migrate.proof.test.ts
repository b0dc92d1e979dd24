import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { readDeclaration } from '../../../adapters/config-file/read-declaration.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { openMachineBroker } from '../../../host/broker/open-machine-broker.ts';
import type { AwsServerOptions } from '../../support/aws/aws-server.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../support/cli.ts';
import {
  type Change,
  deployJada,
  environmentOf,
  grantState,
  jadaDeclaration,
  printed,
} from '../../support/deployed-jada.ts';
import { signedInDonor } from '../../support/donor.ts';

const start = simulatedAws();
const cli = evergrantCli();

async function world({ change = {}, into = {}, ...hooks }: { change?: Change; into?: Change } & Hooks = {}) {
  const server = await cli.server();
  const aws = await start(hooks);
  const folder = cli.folder();
  const jada = await deployJada(aws, { folder, issuer: server.issuer, change: into });
  const donor = await signedInDonor(folder, { server, change });
  const given = { folder, environment: environmentOf(aws) };
  const migrate = (...words: string[]) =>
    cli.start(['migrate', '--to', 'aws', '--config', donor.config, ...words], given);
  return {
    server,
    aws,
    folder,
    jada,
    donor,
    migrate,
    async migrated(...words: string[]) {
      const process = migrate(...words);
      return { code: await process.ended, stdout: String(process.stdout), stderr: process.text };
    },
    onMachine: (...words: string[]) => cli.run([...words, '--config', donor.config], given),
  };
}

type Hooks = Pick<AwsServerOptions, 'fault'>;

describe('evergrant migrate --to aws', () => {
  it('says what moves and what stays, and changes nothing', async () => {
    const { migrated, aws, donor, jada } = await world();
    const before = readFileSync(`${donor.stateDirectory}/machine.json`, 'utf8');
    const called = aws.calls.length;
    const { code, stdout } = await migrated();
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('to    deployment jada in AWS (account 123456789012, us-east-1)');
    expect(stdout).toMatch(/grant +crew +generation 1 moves with its refresh token, state and dates/);
    expect(stdout).toMatch(/client +desk +its secret goes into the store/);
    expect(stdout).toMatch(/warning: sink crew-file \(.*crew\.json\) gets no more tokens/);
    expect(stdout).toMatch(/\nnothing was changed; next: evergrant migrate --to aws --apply\n$/);
    const writes = aws.calls.slice(called).filter(({ action }) => /Put|Update|Delete|Invoke/.test(action));
    expect(writes).toEqual([]);
    expect(readFileSync(`${donor.stateDirectory}/machine.json`, 'utf8')).toBe(before);
    expect(await grantState(jada.deployment)).toBeUndefined();
    expect(await donor.refresh()).toBe('refreshed');
  });

  it('moves grants with consent, generation and dates; then AWS refreshes and the machine refuses', async () => {
    const { migrated, onMachine, jada, donor, server } = await world();
    await donor.refresh();
    const { code, stdout } = await migrated('--apply');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^crew {2}generation 2, token [0-9a-f]{12}, refresh token [0-9a-f]{12} on both sides\n/,
      ),
    });
    const moved = await grantState(jada.deployment);
    expect(moved).toMatchObject({ settled: { generation: 2 }, account: 'ops@example.com', lock: null });
    expect(moved?.consentedAt).toEqual(expect.any(Number));
    expect(await donor.refresh()).toEqual({ fault: 'StateMoved' });
    for (const words of [
      ['up'],
      ['refresh', 'crew'],
      ['login', 'crew', '--no-browser'],
      ['token', 'sheets'],
      ['status'],
      ['claim', '--original-is-stopped'],
      ['forget', 'crew', '--yes'],
      ['backup', 'out.backup'],
    ]) {
      const refused = await onMachine(...words);
      expect({ words, code: refused.code }).toEqual({ words, code: 1 });
      expect(refused.stderr).toContain('live in deployment jada in AWS (account 123456789012, us-east-1)');
    }
    await jada.tick();
    expect(await grantState(jada.deployment)).toMatchObject({ settled: { generation: 3 }, announced: 3 });
    expect(jada.notices().map((body) => JSON.parse(body).generation)).toEqual([2, 3]);
    const again = await migrated('--apply');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('crew  generation 3');
    expect(again.stdout).toContain('refreshed there since');
    expect(server.record.filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(2);
  });

  it('stops while a broker runs, with what to stop', async () => {
    const { migrated, donor, folder } = await world();
    const broker = await openMachineBroker({
      declaration: await readDeclaration(donor.config, { home: folder, environment: {} }),
      command: 'evergrant up',
      environment: {},
    });
    const looked = await migrated('--json');
    expect(looked.code).toBe(1);
    expect(printed(looked.stdout)).toMatchObject({ kind: 'plan', blocks: [{ reason: 'BrokerRunning' }] });
    const { code, stderr } = await migrated('--apply');
    await broker.close();
    expect(code).toBe(1);
    expect(stderr).toContain('grants are moved only while no broker runs, and nothing was changed');
    expect(await donor.refresh()).toBe('refreshed');
  });

  it('stops for each thing that stands against it, before anything is changed', async () => {
    const other = { clients: { desk: { ...jadaClient('desk-post') } } };
    const { migrated, donor, aws } = await world({ into: other });
    aws.services.lambda.functions.clear();
    const { code, stderr } = await migrated('--apply');
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was changed, for this stands against the migration:');
    expect(stderr).toContain('OtherClient: grant crew belongs to client desk here');
    expect(stderr).toContain('AwsResourceMissing: function evergrant-jada-refresh');
    expect(await donor.refresh()).toBe('refreshed');
  });

  it('stops for what no deployment in AWS keeps, and warns of endpoints that close', async () => {
    const change = {
      apiKeys: { mailer: {} },
      metadata: { listen: '127.0.0.1:4599', token: 'sheets' },
    };
    const { migrated } = await world({ change });
    const { code, stdout } = await migrated();
    expect(code).toBe(1);
    expect(stdout).toContain('blocks: MachineOnly: API key mailer is kept by this machine');
    expect(stdout).toContain('warning: the metadata endpoint of this machine closes with its broker');
  });

  it('freezes nothing where there is nothing to move', async () => {
    const { migrated, onMachine, donor } = await world();
    await onMachine('forget', 'crew', '--yes');
    const { code, stderr } = await migrated('--apply');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('NothingToMove: nobody has consented to any grant here'),
    });
    expect(readFileSync(`${donor.stateDirectory}/machine.json`, 'utf8')).not.toContain('movedTo');
  });

  it('stops while nobody knows whether the refresh token is spent', async () => {
    const { migrated, donor } = await world();
    const directory = donor.stateDirectory;
    const ledger = new FileLedger({ fileSystem: nodeFileSystem, directory, onDamage: () => {} });
    const stored = await ledger.read('grant', 'crew');
    if (!stored) throw new Error('expected a state');
    const intent = { id: 'i', fence: stored.item.fence, sentFingerprint: 'f', startedAt: Date.now() };
    await ledger.replace('grant', 'crew', { seen: stored.revision, item: { ...stored.item, intent } });
    const { code, stderr } = await migrated('--apply');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('ExchangeOpen: the last refresh of grant crew is open'),
    });
    expect(readFileSync(`${directory}/machine.json`, 'utf8')).not.toContain('movedTo');
  });

  it('stops for a grant that the deployment does not declare', async () => {
    const { migrated, donor, server, jada } = await world();
    writeFileSync(
      jada.config,
      stringify(
        jadaDeclaration(server.issuer, {
          grants: { other: { client: 'desk', scopes: ['sheets'] } },
          tokens: { sheets: { grant: 'other' } },
        }),
      ),
    );
    const { code, stdout } = await migrated();
    expect(code).toBe(1);
    expect(stdout).toContain('blocks: NotDeclaredThere: grant crew is held here');
    expect(await donor.refresh()).toBe('refreshed');
  });

  it.each([
    [['--to', 'gcp'], 'expected aws'],
    [['--to', 'aws', '--apply', '--cancel'], 'contradict each other'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await cli.run(['migrate', ...words]);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(message) });
  });

  it('thaws a donor of which nothing is in AWS, and a late write of the killed run finds the door closed', async () => {
    let kill: (() => void) | undefined;
    const made = await world({
      fault: ({ action, principal }) => {
        if (action !== 'dynamodb:PutItem' || principal !== 'jennifer' || !kill) return undefined;
        kill();
        kill = undefined;
        return { kind: 'dropBefore' };
      },
    });
    const process = made.migrate('--apply');
    kill = () => void process.child.kill('SIGKILL');
    expect(await process.ended).toBeNull();
    expect(await made.donor.refresh()).toEqual({ fault: 'StateMoved' });
    const cancelled = await made.migrated('--cancel');
    expect({ code: cancelled.code, stdout: cancelled.stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('is thawed, and no grant went to AWS\nnext: evergrant up'),
    });
    const { ledger } = made.jada.deployment;
    const item = await grantState(made.jada.deployment);
    if (!item) throw new Error('expected the item that closes the door');
    expect(await ledger.replace('grant', 'crew', { seen: 0, item })).toBe(false);
    expect(await made.donor.refresh()).toBe('refreshed');
    expect((await made.migrated('--apply')).code).toBe(0);
    expect((await made.migrated('--cancel')).stderr).toContain('live in deployment jada in AWS');
  });

  it('never lets both sides refresh, wherever it is killed, and goes on where it ended', async () => {
    const clean = await world();
    const called = clean.aws.calls.length;
    expect((await clean.migrated('--apply')).code).toBe(0);
    const own = clean.aws.calls.slice(called).filter(isOfTheCommand);
    const firstWrite = own.findIndex(({ action }) => /Put|Update/.test(action));
    expect(firstWrite).toBeGreaterThan(5);
    const sides: string[] = [];
    for (let at = firstWrite - 2; at <= own.length; at += 1) sides.push(await killedAt(at));
    // The donor alone, then neither, then AWS alone.
    expect([...new Set(sides)]).toEqual(['machine', 'neither', 'aws']);
  }, 240_000);

  cli.showsNoSecret();
});

/** Kills a migration at its nth call, after AWS did what was asked. @returns which side can refresh then */
async function killedAt(nth: number): Promise<string> {
  let left = Number.POSITIVE_INFINITY;
  let kill = () => {};
  const made = await world({
    fault: (call) => {
      if (!isOfTheCommand(call)) return undefined;
      left -= 1;
      if (left !== 0) return undefined;
      kill();
      return { kind: 'dropAfter' };
    },
  });
  left = nth;
  const process = made.migrate('--apply');
  kill = () => void process.child.kill('SIGKILL');
  expect(await process.ended).toBeNull();
  left = Number.POSITIVE_INFINITY;
  const { deployment } = made.jada;
  const inAws = (await grantState(deployment))?.settled ? 'aws' : undefined;
  const here = await made.donor.refresh();
  const onMachine = here === 'refreshed' ? 'machine' : undefined;
  if (!onMachine) expect(here).toEqual({ fault: 'StateMoved' });
  expect({ nth, both: inAws !== undefined && onMachine !== undefined }).toEqual({ nth, both: false });
  // Whatever AWS has, it may refresh at any time: also before the migration goes on.
  if (inAws) await made.jada.tick();
  expect((await made.migrated('--apply')).code).toBe(0);
  expect(await made.donor.refresh()).toEqual({ fault: 'StateMoved' });
  await made.jada.tick();
  expect(await grantState(deployment)).toMatchObject({ latch: null, unsettled: null, intent: null });
  expect((await grantState(deployment))?.settled?.generation).toBeGreaterThan(1);
  return inAws ?? onMachine ?? 'neither';
}

function isOfTheCommand({ principal, via }: { principal: string; via: string | undefined }): boolean {
  return principal === 'jennifer' && via === undefined;
}

function jadaClient(clientId: string) {
  return {
    issuer: { discovery: 'http://127.0.0.1:9', rotation: 'always' },
    clientId,
    clientSecretFile: './client-secret',
  };
}
