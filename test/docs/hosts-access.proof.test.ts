import { beforeAll, describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../support/aws/simulated-aws.ts';
import { evergrantCli } from '../support/cli.ts';
import { declaredFleet, publishRelease, tagsOf } from '../support/declared-fleet.ts';
import { codeBlocks, markdownFiles } from '../support/docs/markdown-files.ts';
import { evaluate } from '../support/iam/evaluate.ts';
import { type Policy, readPolicy } from '../support/iam/policy-document.ts';
import { parseJson } from '../support/json.ts';

const start = simulatedAws();
const cli = evergrantCli();

const ACCOUNT = '123456789012';
const OPERATOR = { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/operator`, account: ACCOUNT } as const;
const HOSTS = {
  ops: { kind: 'lightsail', daemons: ['port-sheet'] },
  'PC-A': { kind: 'external', daemons: ['port-sheet'] },
};
const INSTANCE = 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023';
const OURS = 'mi-0000000000000000a';

/** The statements of the page. */
let statements: readonly string[];
beforeAll(async () => {
  const page = (await markdownFiles()).find(({ file }) => file === 'docs/hosts-access.md');
  const [block] = page ? codeBlocks(page).filter(({ language }) => language === 'json') : [];
  statements = block?.text.trim().split('\n') ?? [];
});

/** Runs the commands with the rights of the page. @returns how each ended */
async function withRights(without?: string) {
  const kept = statements.filter((text) => !text.includes(`"Sid":"${without}"`));
  const policy: Policy = readPolicy('operator', {
    Version: '2012-10-17',
    Statement: kept.flatMap((text) => parseJson(text) ?? []),
  });
  const aws = await start({
    authorize: ({ principal, action }, permission) =>
      principal !== 'jennifer' || action === 'sts:GetCallerIdentity'
        ? 'allow'
        : evaluate({ principal: OPERATOR, ...permission }, { identity: [policy] }).kind === 'allowed'
          ? 'allow'
          : 'deny',
  });
  await publishRelease(aws);
  aws.services.lightsail.addInstance(INSTANCE);
  aws.services.ssm.machines.addNode(OURS, { tags: tagsOf('PC-A'), now: Date.now() });
  const { folder, environment } = declaredFleet(aws, { folder: cli.folder(), hosts: HOSTS });
  const run = async (...words: readonly string[]) => (await cli.run(words, { folder, environment })).code;
  return [
    await run('ssh', 'ops', '--print'),
    await run('ssh', 'PC-A', '--session', '--print'),
    await run('join', 'PC-A', '--again'),
    await run('join', 'PC-A', '--remove', '--yes'),
  ];
}

describe('the rights of an operator in docs/hosts-access.md', () => {
  it('are enough', async () => {
    expect(await withRights()).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ['Shells', [1, 0, 0, 0]],
    ['Release', [0, 0, 1, 0]],
    ['Look', [0, 1, 1, 1]],
    ['Activate', [0, 0, 1, 0]],
    ['Roles', [0, 0, 1, 0]],
    ['Deregister', [0, 0, 0, 1]],
  ])('are needed: without %s commands fail', async (sid, codes) => {
    expect(statements.some((text) => text.includes(`"Sid":"${sid}"`))).toBe(true);
    expect(await withRights(sid)).toEqual(codes);
  });

  it('end at the deployment', () => {
    const policy = readPolicy('operator', {
      Version: '2012-10-17',
      Statement: statements.flatMap((text) => parseJson(text) ?? []),
    });
    const may = (action: string, resource: string, context: Readonly<Record<string, string>>) =>
      evaluate({ principal: OPERATOR, action, resource, context }, { identity: [policy] }).kind;
    const machine = `arn:aws:ssm:us-east-1:${ACCOUNT}:managed-instance/${OURS}`;
    for (const [tag, kind] of [
      ['jada/PC-A', 'allowed'],
      ['other/PC-A', 'denied'],
    ] as const) {
      expect(may('ssm:StartSession', machine, { 'ssm:resourceTag/evergrant:host': tag })).toBe(kind);
      expect(may('ssm:DeregisterManagedInstance', machine, { 'ssm:resourceTag/evergrant:host': tag })).toBe(
        kind,
      );
      expect(may('ssm:CreateActivation', '*', { 'aws:RequestTag/evergrant:host': tag })).toBe(kind);
    }
    const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const toSsm = { 'iam:PassedToService': 'ssm.amazonaws.com' };
    expect(may('iam:PassRole', role('evergrant-jada-host-PC-A'), toSsm)).toBe('allowed');
    expect(may('iam:PassRole', role('evergrant-jada-refresh'), toSsm)).toBe('denied');
  });
});
