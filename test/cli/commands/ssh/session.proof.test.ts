import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../../support/cli.ts';
import { declaredFleet, tagsOf } from '../../../support/declared-fleet.ts';
import { parseJson } from '../../../support/json.ts';

const start = simulatedAws();
const cli = evergrantCli();

const HOSTS = {
  ops: { kind: 'ec2', daemons: ['port-sheet'] },
  'PC-A': { kind: 'external', daemons: ['port-sheet'] },
};
const NODE = 'i-0123456789abcdef0';
const JOINED = 'mi-0123456789abcdef0';

/** A deployment with an EC2 host, and programs in place of the AWS CLI and its plugin. */
async function world({ without = '' }: { without?: string } = {}) {
  const aws = await start();
  const fleet = declaredFleet(aws, { folder: cli.folder(), hosts: HOSTS });
  const noted = join(fleet.folder, 'note');
  for (const name of ['aws', 'session-manager-plugin'])
    if (name !== without) fleet.program(name, `#!/bin/sh\necho "$@" >'${noted}'\nexit 5\n`);
  const { folder, environment, programs } = fleet;
  return {
    machines: aws.services.ssm.machines,
    aws,
    programs,
    run: (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      cli.run(['ssh', ...words], { folder, environment: { ...environment, ...more } }),
    note: () => readFileSync(noted, 'utf8'),
    noted: () => existsSync(noted),
  };
}

describe('evergrant ssh to an EC2 host', () => {
  it('opens a session on the machine with its tag, and says who AWS will record', async () => {
    const { run, machines, note, aws } = await world();
    machines.addNode('i-0000000000000000f', { tags: tagsOf('other'), now: Date.now() });
    machines.addNode(NODE, { tags: tagsOf('ops'), now: Date.now() });
    const { code, stderr } = await run(['ops']);
    expect(code).toBe(5);
    expect(note()).toBe(`ssm start-session --target ${NODE} --region us-east-1\n`);
    expect(stderr).toMatch(
      /^temporary session on i-0123456789abcdef0, recorded by AWS as opened by arn:aws:iam::123456789012:user\/jennifer: it ends /,
    );
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'sts:GetCallerIdentity',
      'ssm:DescribeInstanceInformation',
    ]);
  });

  it('takes the machine that was registered last of those that are online, and names the others', async () => {
    const { run, machines, note } = await world();
    const now = Date.now();
    machines.addNode('i-00000000000000001', { tags: tagsOf('ops'), now: now + 9_000 }).ping =
      'ConnectionLost';
    machines.addNode('i-00000000000000002', { tags: tagsOf('ops'), now });
    machines.addNode(NODE, { tags: tagsOf('ops'), now: now + 1_000 });
    const { stderr } = await run(['ops']);
    expect(note()).toContain(NODE);
    expect(stderr).toContain('warning: i-00000000000000002 also speaks as host ops');
  });

  it('prints the command, and needs no program for it', async () => {
    const { run, machines, noted } = await world({ without: 'aws' });
    machines.addNode(NODE, { tags: tagsOf('ops'), now: Date.now() });
    expect(await run(['ops', '--print'])).toMatchObject({
      code: 0,
      stdout: `aws ssm start-session --target ${NODE} --region us-east-1\n`,
    });
    const { stdout } = await run(['ops', '--print', '--json']);
    expect(parseJson(stdout)).toEqual({
      schema: 1,
      host: 'ops',
      command: ['aws', 'ssm', 'start-session', '--target', NODE, '--region', 'us-east-1'],
      expiresAt: null,
    });
    expect(noted()).toBe(false);
  });

  it('says that no machine is known, and of one that it is silent', async () => {
    const { run, machines, noted } = await world();
    const none = await run(['ops']);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(
      /knows no machine of host ops in us-east-1\nnext: deploy it: npx cdk deploy --all/,
    );
    machines.addNode(NODE, { tags: tagsOf('ops'), now: 0 }).ping = 'ConnectionLost';
    const silent = await run(['ops']);
    expect(silent.code).toBe(1);
    expect(silent.stderr).toContain(
      `${NODE} of host ops does not speak to Systems Manager: it was last heard at 1970`,
    );
    expect(noted()).toBe(false);
  });

  it.each([
    ['aws', 'install the AWS CLI'],
    ['session-manager-plugin', 'install the Session Manager plugin'],
  ])('says how %s is installed where it is missing, and asks AWS for nothing', async (without, remedy) => {
    const { run, aws, programs } = await world({ without });
    const { code, stderr } = await run(['ops'], { PATH: programs });
    expect(code).toBe(1);
    expect(stderr).toContain(`evergrant: the program ${without} is not on this machine\nnext: ${remedy}`);
    expect(aws.calls).toEqual([]);
  });

  it('runs no command there, for its exit code would be lost', async () => {
    const { run } = await world();
    const { code, stderr } = await run(['ops', '--', 'uptime']);
    expect(code).toBe(64);
    expect(stderr).toContain('next: evergrant ssh ops, then: uptime');
  });
});

describe('evergrant ssh to a machine of your own', () => {
  it('says which ways there are', async () => {
    const { run, aws } = await world();
    const { code, stderr } = await run(['PC-A']);
    expect(code).toBe(64);
    expect(stderr).toContain('only where its advanced tier is on, which is paid per machine and hour');
    expect(stderr).toContain('next: use your own ssh');
    expect(aws.calls).toEqual([]);
  });

  it('goes through Session Manager on demand', async () => {
    const { run, machines, note } = await world();
    expect((await run(['PC-A', '--session'])).stderr).toContain('next: let it join: evergrant join PC-A');
    machines.addNode(JOINED, { tags: tagsOf('PC-A'), now: Date.now() });
    expect((await run(['PC-A', '--session'])).code).toBe(5);
    expect(note()).toContain(`--target ${JOINED}`);
  });
});
