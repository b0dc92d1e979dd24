import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { HOST_TAG } from '../../../../core/wire.ts';
import { AwsError } from '../../../support/aws/aws-error.ts';
import type { AwsServerOptions } from '../../../support/aws/aws-server.ts';
import { simulatedAws } from '../../../support/aws/simulated-aws.ts';
import { evergrantCli } from '../../../support/cli.ts';
import { declaredFleet, publishRelease, tagsOf } from '../../../support/declared-fleet.ts';
import { parseJson } from '../../../support/json.ts';
import { runCli } from '../../../support/run-cli.ts';

const start = simulatedAws();
const cli = evergrantCli();

const HOSTS = {
  'PC-A': { kind: 'external', daemons: ['port-sheet'] },
  ops: { kind: 'ec2', daemons: ['port-sheet'] },
};
const OLD = 'mi-0000000000000000a';

/** A shell of root that notes what it reads, and ends when the test lets it. */
const SHELL = (folder: string) => `#!/bin/sh
echo "$0 $*" >'${folder}/words'
cat >'${folder}/script.new'
mv '${folder}/script.new' '${folder}/script'
while test ! -e '${folder}/go'; do sleep 0.05; done
exit "$FAKE_CODE"
`;

async function world(hooks: Pick<AwsServerOptions, 'fault'> & { deployed?: boolean } = {}) {
  const aws = await start(hooks);
  if (hooks.deployed !== false) await publishRelease(aws);
  const { machines } = aws.services.ssm;
  machines.roles.add('evergrant-jada-host-PC-A');
  const fleet = declaredFleet(aws, { folder: cli.folder(), hosts: HOSTS });
  const { folder } = fleet;
  for (const name of ['bash', 'sudo']) fleet.program(name, SHELL(folder));
  const given = (code = 0) => ({ folder, environment: { ...fleet.environment, FAKE_CODE: String(code) } });
  const place = (name: string) => join(folder, name);
  return {
    aws,
    place,
    fleet,
    machines,
    run: (...words: readonly string[]) => cli.run(['join', ...words], given()),
    start: (words: readonly string[], code = 0) => cli.start(['join', ...words], given(code)),
    /** What the shell reads, as soon as it has all of it. */
    script: async () => {
      while (!existsSync(place('script'))) await new Promise(setImmediate);
      return readFileSync(place('script'), 'utf8');
    },
    words: () => readFileSync(place('words'), 'utf8'),
    letGo: () => writeFileSync(place('go'), ''),
    addOld: () => machines.addNode(OLD, { tags: tagsOf('PC-A'), now: Date.now() }),
  };
}

/** Id and code that a script registers with. */
function activationIn(script: string) {
  const word = (name: string) => new RegExp(`${name}='?([^'\\s]+)'?`).exec(script)?.[1] ?? '';
  return { id: word('activation_id'), code: word('activation_code') };
}

describe('evergrant join', () => {
  it('prints a script with a fresh activation for one machine, and says until when it works', async () => {
    const { run, machines } = await world();
    const { code, stdout, stderr } = await run('PC-A');
    expect(code).toBe(0);
    const [[id, activation] = []] = [...machines.activations];
    expect(activation).toMatchObject({
      role: 'evergrant-jada-host-PC-A',
      limit: 1,
      tags: [{ Key: HOST_TAG, Value: 'jada/PC-A' }],
      expiresAt: expect.any(Number),
    });
    expect((activation?.expiresAt ?? 0) - (activation?.createdAt ?? 0)).toBeLessThanOrEqual(3_600_000);
    expect(stdout).toMatch(/^#!\/bin\/bash\n/);
    expect(stdout).toContain("known_machines='none'");
    expect(activationIn(stdout)).toEqual({ id, code: activation?.code });
    expect(stderr).toMatch(
      /^join script of host PC-A with release abcdef012345: it works once, until \S+Z \(1 h\)\nnext: .*evergrant status\n$/,
    );
    expect(stderr).not.toContain(activation?.code);
    const node = machines.register(id ?? '', { code: activation?.code ?? '', now: Date.now() });
    expect(node.tags).toEqual(tagsOf('PC-A'));
  });

  it('prints the same as one JSON document', async () => {
    const { run } = await world();
    const { stdout } = await run('PC-A', '--json', '--expires', '10m');
    expect(parseJson(stdout)).toEqual({
      schema: 1,
      host: 'PC-A',
      activation: expect.any(String),
      expiresAt: expect.any(String),
      release: 'abcdef012345',
      script: expect.stringContaining('activation_code='),
    });
  });

  it('runs the script here, with the code in no argument, and deletes the activation that was used', async () => {
    const { start, script, words, letGo, machines } = await world();
    const joining = start(['PC-A', '--run']);
    const { id, code } = activationIn(await script());
    expect(machines.activations.get(id)?.code).toBe(code);
    expect(words()).not.toContain(code);
    letGo();
    expect(await joining.ended).toBe(0);
    expect(`${joining.stdout}${joining.text}`).not.toContain(code);
    expect(machines.activations.size).toBe(0);
  });

  it('deletes the activation when the script fails, and when it is ended', async () => {
    const failed = await world();
    const failing = failed.start(['PC-A', '--run'], 9);
    await failed.script();
    failed.letGo();
    expect(await failing.ended).toBe(1);
    expect(failing.text).toContain('evergrant: the join script ended with 9');
    expect(failing.text).toMatch(/the activation \S+ was deleted/);
    expect(failed.machines.activations.size).toBe(0);

    const ended = await world();
    const ending = ended.start(['PC-A', '--run']);
    await ended.script();
    ending.child.kill('SIGTERM');
    expect(await ending.ended).toBe(130);
    expect(ended.machines.activations.size).toBe(0);
  });

  it('deletes the activation when nobody reads the script', async () => {
    const { start, machines } = await world();
    const joining = start(['PC-A']);
    joining.child.stdout?.destroy();
    expect(await joining.ended).toBe(1);
    expect(joining.text).toContain('closed the pipe before its end');
    expect(machines.activations.size).toBe(0);
  });

  it('replaces a machine only when told to, and only when the new one speaks', async () => {
    const { run, start, script, letGo, machines, addOld } = await world();
    addOld();
    const { code, stderr } = await run('PC-A');
    expect(code).toBe(1);
    expect(stderr).toContain(`${OLD} has joined as host PC-A and speaks to Systems Manager`);
    expect(stderr).toContain('evergrant join PC-A --again');
    expect(machines.activations.size).toBe(0);

    const again = start(['PC-A', '--run', '--again']);
    const { id, code: secret } = activationIn(await script());
    expect([...machines.nodes.keys()]).toEqual([OLD]);
    const { id: fresh } = machines.register(id, { code: secret, now: Date.now() });
    letGo();
    expect(await again.ended).toBe(0);
    expect([...machines.nodes.keys()]).toEqual([fresh]);
    expect(again.text).toContain(`${OLD} was deregistered; ${fresh} is PC-A now`);
  });

  it('says of a printed script how the machine before is removed', async () => {
    const { run, addOld, machines } = await world();
    addOld();
    const { code, stdout, stderr } = await run('PC-A', '--again');
    expect(code).toBe(0);
    expect(stdout).toContain(`known_machines='${OLD}'`);
    expect(stderr).toContain(
      `next: when another machine than ${OLD} has joined by it: evergrant join PC-A --remove ${OLD} --yes`,
    );
    addOld().ping = 'ConnectionLost';
    expect((await run('PC-A')).stderr).toContain(`warning: ${OLD} is registered as host PC-A too`);
    expect(machines.nodes.size).toBe(1);
  });
});

describe('evergrant join --remove', () => {
  it('shows what is registered, and ends it when told to', async () => {
    const { run, machines, addOld } = await world();
    await run('PC-A');
    addOld();
    machines.addNode('mi-0000000000000000b', { tags: tagsOf('other'), now: Date.now() });
    const [id = ''] = machines.activations.keys();
    const shown = await run('PC-A', '--remove');
    expect(shown).toMatchObject({ code: 0, stdout: `machine ${OLD} online\nactivation ${id} open\n` });
    expect(shown.stderr).toBe('next: the same with --yes ends it\n');
    const removed = await run('PC-A', '--remove', '--yes', '--json');
    expect(parseJson(removed.stdout)).toMatchObject({
      kind: 'removed',
      machines: [{ id: OLD, online: true }],
      activations: [{ id, state: 'open' }],
    });
    expect([...machines.nodes.keys()]).toEqual(['mi-0000000000000000b']);
    expect(machines.activations.size).toBe(0);
    expect((await run('PC-A', '--remove', '--yes')).stdout).toBe('nothing is registered as host PC-A\n');
  });

  it('ends a machine, too, that registers while its activation is taken away', async () => {
    let registers = () => {};
    const { run, machines } = await world({
      fault: ({ action }) => {
        if (action === 'ssm:DeleteActivation') registers();
        return undefined;
      },
    });
    await run('PC-A');
    registers = () => machines.addNode(OLD, { tags: tagsOf('PC-A'), now: Date.now() });
    expect((await run('PC-A', '--remove', '--yes')).stdout).toContain(`machine ${OLD} removed\n`);
    expect(machines.nodes.size).toBe(0);
  });

  it('ends one machine of several, also of a host that is declared no more', async () => {
    const { run, machines } = await world();
    for (const id of [OLD, 'mi-0000000000000000b'])
      machines.addNode(id, { tags: tagsOf('gone'), now: Date.now() });
    const wrong = await run('gone', '--remove', 'mi-1', '--yes');
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringContaining(`use one of: ${OLD}, mi-`) });
    expect((await run('gone', '--remove', OLD, '--yes')).stdout).toBe(`machine ${OLD} removed\n`);
    expect([...machines.nodes.keys()]).toEqual(['mi-0000000000000000b']);
    expect(await run('never', '--remove')).toMatchObject({ code: 64 });
  });
});

describe('evergrant join, when something is wrong,', () => {
  it('says that nothing is deployed', async () => {
    const { run, machines } = await world({ deployed: false });
    const { code, stderr } = await run('PC-A');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /parameter \/evergrant\/jada\/release: there is none .*\nnext: deploy it: npx cdk deploy --all/,
    );
    expect(machines.activations.size).toBe(0);
  });

  it('says that the role of the host is not deployed', async () => {
    const { run, machines } = await world();
    machines.roles.clear();
    machines.roles.add('another');
    const { code, stderr } = await run('PC-A');
    expect(code).toBe(1);
    expect(stderr).toContain('takes no activation with the role evergrant-jada-host-PC-A');
    expect(stderr).toContain('next: deploy it: npx cdk deploy --all');
  });

  it('names the permissions that whoever calls lacks', async () => {
    const { run } = await world({
      fault: ({ action }) =>
        action === 'ssm:CreateActivation'
          ? { kind: 'refuse', error: new AwsError('AccessDeniedException', 'not authorized') }
          : undefined,
    });
    const { stderr } = await run('PC-A');
    expect(stderr).toContain(
      'is not allowed ssm:CreateActivation with ssm:AddTagsToResource, and iam:PassRole on it',
    );
  });

  it('says that an activation works on when it could not be deleted', async () => {
    const { start, script, letGo } = await world({
      fault: ({ action }) => (action === 'ssm:DeleteActivation' ? { kind: 'dropBefore' } : undefined),
    });
    const joining = start(['PC-A', '--run'], 1);
    await script();
    letGo();
    expect(await joining.ended).toBe(1);
    expect(joining.text).toMatch(
      /could not be deleted and works until \S+: aws ssm delete-activation --activation-id /,
    );
  });

  it('shows no script on a terminal, which keeps it, unless told to', async () => {
    const { aws, place, fleet } = await world();
    const before = aws.calls.length;
    const at = { home: place(''), environment: fleet.environment, interactive: true };
    const { exitCode, stdout, stderr } = await runCli(['join', 'PC-A'], at);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain('next: evergrant join PC-A | ssh MACHINE sudo bash');
    expect(aws.calls.length).toBe(before);
  });

  it('refuses what joins by itself, what is not declared, and options that do not fit', async () => {
    const { run, aws } = await world();
    aws.services.ssm.machines.roles.clear();
    const before = aws.calls.length;
    const ended = await Promise.all([
      run('ops'),
      run('nobody'),
      run('PC-A', '--expires', '1m'),
      run('PC-A', '--expires', 'soon'),
      run('PC-A', '--run', '--json'),
      run('PC-A', '--yes'),
      run('ops', '--remove'),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([64, 64, 64, 64, 64, 64, 64]);
    expect(ended[0]?.stderr).toContain('next: npx cdk deploy --all, then evergrant status');
    expect(aws.calls.length).toBe(before);
  });
});
