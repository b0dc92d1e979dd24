import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AccessDetails } from '../../../support/aws/lightsail/lightsail-service.ts';
import { simulatedAws } from '../../../support/aws/simulated-aws.ts';
import { evergrantCli, type Given } from '../../../support/cli.ts';
import { declaredFleet } from '../../../support/declared-fleet.ts';
import { parseJson } from '../../../support/json.ts';

const start = simulatedAws();
const cli = evergrantCli();

const INSTANCE = 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023';
const OPEN = [{ port: 22, from: ['203.0.113.7/32'] }];
const HOSTS = {
  ops: { kind: 'lightsail', daemons: ['port-sheet'], ports: OPEN },
  shut: { kind: 'lightsail', daemons: ['port-sheet'] },
  box: { kind: 'external', daemons: ['port-sheet'] },
};

/** What the program in place of ssh saw. */
interface Note {
  readonly words: readonly string[];
  readonly pid: number;
  readonly folder: string;
  readonly modes: readonly string[];
  /** Private key, certificate, known hosts. */
  readonly texts: readonly string[];
}

/** A deployment with Lightsail hosts, and a program in place of ssh. */
async function world(given: { access?: Partial<AccessDetails> } = {}) {
  const aws = await start();
  const instance = aws.services.lightsail.addInstance(INSTANCE, given.access);
  const fleet = declaredFleet(aws, { folder: cli.folder(), hosts: HOSTS });
  const { folder, runtime } = fleet;
  fleet.program('ssh', readFileSync('test/support/programs/ssh.mjs', 'utf8'));
  const noted = join(folder, 'note.json');
  const environment = { ...fleet.environment, FAKE_NOTE: noted };
  const withAll = (more: Given & { input?: string }) => ({
    folder,
    ...more,
    environment: { ...environment, ...more.environment },
  });
  return {
    aws,
    instance,
    run: (words: readonly string[], more: Given & { input?: string } = {}) =>
      cli.run(['ssh', ...words], withAll(more)),
    start: (words: readonly string[], more: Given = {}) => cli.start(['ssh', ...words], withAll(more)),
    note: (): Note => JSON.parse(readFileSync(noted, 'utf8')),
    noted: () => existsSync(noted),
    left: () => readdirSync(runtime),
  };
}

describe('evergrant ssh to a Lightsail host', () => {
  it('gives ssh a key, its certificate and the pinned keys of the machine in private files, and removes them', async () => {
    const { run, note, left, aws } = await world();
    const { code, stdout, stderr } = await run(['ops', '--', 'uptime', '-p'], {
      environment: { FAKE_SSH: '7' },
    });
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'connected\n' });
    expect(stderr).toMatch(
      /^temporary access to evergrant-jada-ops\.\S+ as ec2-user, for arn:aws:iam::123456789012:user\/jennifer: new connections until \S+Z \((?:1 h|59 min \d+ s)\)\n$/,
    );
    const { words, modes, texts, folder } = note();
    expect(words.slice(-4)).toEqual(['--', 'ec2-user@203.0.113.9', 'uptime', '-p']);
    for (const setting of ['StrictHostKeyChecking=yes', 'IdentitiesOnly=yes', 'ControlPath=none'])
      expect(words).toContain(setting);
    expect(modes).toEqual(['700', '600', '600', '600']);
    expect(texts[0]).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(texts[1]).toMatch(/^ssh-rsa-cert-v01@openssh\.com \S+\n$/);
    expect(texts[2]).toMatch(/^203\.0\.113\.9 ssh-ed25519 AAAA\S+\n$/);
    expect(existsSync(folder)).toBe(false);
    expect(left()).toEqual([]);
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'sts:GetCallerIdentity',
      'lightsail:GetInstanceAccessDetails',
    ]);
  });

  it('leaves standard input to ssh, to its last byte', async () => {
    const { run } = await world();
    const input = 'line\n'.repeat(50_000);
    const { code, stdout } = await run(['ops', '--', 'cat'], { input, environment: { FAKE_SSH: 'echo' } });
    expect({ code, length: stdout.length, same: stdout === input }).toEqual({
      code: 0,
      length: input.length,
      same: true,
    });
  });

  it('connects to the address of version 6 on demand, and where there is no other', async () => {
    const { run, note, instance } = await world();
    expect((await run(['ops', '--ipv6'])).code).toBe(0);
    expect(note().words.at(-1)).toBe('ec2-user@2001:db8::9');
    expect(note().texts[2]).toMatch(/^2001:db8::9 ssh-ed25519 /);
    instance.access = { ipAddress: undefined };
    expect((await run(['ops'])).code).toBe(0);
    expect(note().words.at(-1)).toBe('ec2-user@2001:db8::9');
    instance.access = { ipv6Addresses: undefined };
    expect(await run(['ops', '--ipv6'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no address'),
    });
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'removes the files at once when it gets %s in mid-session',
    async (name) => {
      const { start, note, left } = await world();
      const session = start(['ops'], { environment: { FAKE_SSH: 'stay' } });
      await session.until(() => String(session.stdout).includes('connected'));
      expect(left()).toHaveLength(1);
      session.child.kill(name);
      expect(await session.ended).toBe(130);
      expect(existsSync(note().folder)).toBe(false);
      expect(left()).toEqual([]);
    },
  );

  it('leaves SIGINT to ssh, for it is a key like others to a remote shell', async () => {
    const { start, left } = await world();
    const session = start(['ops'], { environment: { FAKE_SSH: 'stay' } });
    await session.until(() => String(session.stdout).includes('connected'));
    session.child.kill('SIGINT');
    await session.until(() => String(session.stdout).includes('SIGINT'));
    expect(left()).toHaveLength(1);
    session.child.kill('SIGTERM');
    expect(await session.ended).toBe(130);
    expect(left()).toEqual([]);
  });

  it('removes what a run that was killed left, and nothing of one that runs', async () => {
    const { start, run, left, note } = await world();
    const stay = { environment: { FAKE_SSH: 'stay' } };
    const killed = start(['ops'], stay);
    await killed.until(() => String(killed.stdout).includes('connected'));
    killed.child.kill('SIGKILL');
    process.kill(note().pid, 'SIGKILL');
    await killed.ended;
    const [abandoned] = left();
    expect(abandoned).toMatch(/^evergrant-ssh\./);
    const running = start(['ops'], stay);
    await running.until(() => String(running.stdout).includes('connected'));
    expect(left()).toHaveLength(1);
    expect(left()).not.toContain(abandoned);
    expect((await run(['ops'])).code).toBe(0);
    expect(left()).toHaveLength(1);
    running.child.kill('SIGTERM');
    await running.ended;
    expect(left()).toEqual([]);
  });

  it('prints the command without the key, and writes nothing', async () => {
    const { run, noted, left } = await world();
    const { code, stdout } = await run(['ops', '--print']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ssh -o StrictHostKeyChecking=yes .* -i DIRECTORY\/key -p 22 -- ec2-user@203\.0\.113\.9\n$/,
    );
    const { stdout: json } = await run(['ops', '--print', '--json']);
    expect(parseJson(json)).toMatchObject({ schema: 1, host: 'ops', expiresAt: expect.any(String) });
    expect([noted(), left()]).toEqual([false, []]);
    expect(await run(['ops', '--json'])).toMatchObject({ code: 64 });
  });

  it('goes to a box on Lightsail that was there before, by the name that it has there', async () => {
    const { run, aws, note } = await world();
    aws.services.lightsail.addInstance('Ubuntu-1', { username: 'ubuntu' });
    expect((await run(['box', '--instance', 'Ubuntu-1'])).code).toBe(0);
    expect(note().words.at(-1)).toBe('ubuntu@203.0.113.9');
    const none = await run(['box', '--instance', 'Ubuntu-2']);
    expect(none).toMatchObject({ code: 1 });
    expect(none.stderr).toBe(
      'evergrant: there is no Lightsail instance Ubuntu-2 in us-east-1\n' +
        "next: name one of: aws lightsail get-instances --region us-east-1 --query 'instances[].name'\n",
    );
  });

  it('says that the declaration opens no port, and tries', async () => {
    const { run, aws } = await world();
    aws.services.lightsail.addInstance(INSTANCE.replace('ops', 'shut'));
    const { code, stderr } = await run(['shut']);
    expect(code).toBe(0);
    expect(stderr).toContain('warning: the declaration opens no port 22 of shut');
  });
});

describe('evergrant ssh to a Lightsail host, when something is wrong,', () => {
  it('refuses an answer without the keys of the machine, starts nothing and shows no secret', async () => {
    const { run, noted, left } = await world({ access: { hostKeys: [] } });
    const { code, stderr } = await run(['ops']);
    expect(code).toBe(1);
    expect(stderr).toContain('lacks the public keys of the machine');
    expect(stderr).toMatch(/\nnext: /);
    expect(stderr).not.toContain('PRIVATE KEY');
    expect([noted(), left()]).toEqual([false, []]);
  });

  it('asks AWS for nothing when ssh is not on this machine', async () => {
    const { run, aws } = await world();
    const { code, stderr } = await run(['ops'], { environment: { PATH: '/nowhere' } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'evergrant: the program ssh is not on this machine\n' +
        'next: install the OpenSSH client: apt-get install openssh-client, or dnf install openssh-clients\n',
    });
    expect(aws.calls).toEqual([]);
  });

  it('writes nothing where the directory for temporary files is not there', async () => {
    const { run } = await world();
    const { code, stderr } = await run(['ops'], {
      environment: { XDG_RUNTIME_DIR: '/nowhere', TMPDIR: '/nowhere' },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('the files of the temporary access cannot be written below /nowhere (ENOENT)');
  });

  it('refuses what does not fit the kind of the host', async () => {
    const { run } = await world();
    const codes = await Promise.all(
      [['nobody'], ['box'], ['ops', '--instance', 'x'], ['box', '--instance', 'x', '--session']].map(run1),
    );
    expect(codes).toEqual([64, 64, 64, 64]);
    async function run1(words: readonly string[]) {
      return (await run(words)).code;
    }
  });
});
