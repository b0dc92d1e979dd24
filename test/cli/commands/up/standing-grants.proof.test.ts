import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SecretText } from '../../../../core/secret-text.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import type { CommandProcess } from '../../../support/command-process.ts';
import { AUDIENCE, EMAIL, GoogleStandIn } from '../../../support/google/google-stand-in.ts';
import { secretsIn } from '../../../support/secret-search.ts';

const cli = evergrantCli();
let google: GoogleStandIn;
let up: CommandProcess | undefined;
const written: string[] = [];

beforeEach(async () => {
  google = await GoogleStandIn.start();
});
afterEach(async () => {
  if (up?.child.pid) await cli.stop(up.child.pid);
  written.push(String(up?.stdout ?? ''), up?.text ?? '');
  up = undefined;
  await google.stop();
});

/** A folder whose one grant is this, with the file that proves it beside. */
function place(grant: Record<string, unknown>, files: Record<string, string> = {}): CliPlace {
  const made = cli.place({
    issuer: 'http://127.0.0.1:9',
    change: {
      clients: {},
      grants: { crew: grant },
      sinks: { 'crew-file': { token: 'crew', file: './crew.json' } },
    },
  });
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(made.folder, name), text, { mode: 0o600 });
  return made;
}

function serviceAccount(extra: Record<string, unknown> = {}): CliPlace {
  const grant = { kind: 'service-account', keyFile: 'key.json', scopes: ['spreadsheets'], ...extra };
  return place(grant, { 'key.json': google.keyFile() });
}

function federation(): CliPlace {
  const grant = { kind: 'aws-federation', credentialsFile: 'google.json', scopes: ['drive'] };
  return place(grant, { 'google.json': google.credentialsFile() });
}

async function ran(at: CliPlace, ...words: string[]) {
  const ended = await at.run(words);
  written.push(ended.stderr, words[0] === 'token' ? '' : ended.stdout);
  return ended;
}

/** Settles with the n-th event of a type that the broker printed, counted from 1. */
async function saw(broker: CommandProcess, type: string, count = 1): Promise<Record<string, unknown>> {
  const found = () =>
    String(broker.stdout)
      .split('\n')
      .filter((line) => line.includes(`"type":"${type}"`));
  await broker.until(() => found().length >= count);
  return JSON.parse(found()[count - 1] ?? '');
}

function alerts(at: CliPlace): readonly Record<string, unknown>[] {
  const lines = readFileSync(join(at.folder, 'alerts.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

describe('a service account', () => {
  it('is served without a login, and its sink is written', async () => {
    const at = serviceAccount();
    expect(await ran(at, 'check')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/grant {6}crew \(service account by .*key\.json\)/),
      stderr: expect.stringMatching(
        /grants\.crew: the key of a service account works until somebody deletes it/,
      ),
    });
    expect(await ran(at, 'login', 'crew')).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/needs no login.*\nnext: evergrant refresh crew/),
    });
    up = await at.up();
    expect(up.text).not.toContain('nobody has consented');
    await saw(up, 'delivered');
    const { code, stdout } = await ran(at, 'token', 'crew');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ya29\.\S+\n$/) });
    expect(readFileSync(join(at.folder, 'crew.json'), 'utf8')).toContain(stdout.trim());
    const status = await ran(at, 'status', 'crew');
    expect(status.stdout).toMatch(/consent +none needed/);
    expect(status.stdout).toMatch(new RegExp(`account +${EMAIL}`));
    expect(status.stdout).toMatch(/no end is known; it stands by a policy of its issuer/);
    expect(await ran(at, 'preflight', '--all')).toMatchObject({
      stdout: expect.stringMatching(/the issuer gave a token .* ago/),
    });
  });

  it('whose key is disabled has an incident with cause and remedy, which ends when the key is back', async () => {
    google.lifeSeconds = 3;
    const at = serviceAccount();
    up = await at.up();
    await saw(up, 'refreshed', 2);
    const [[id, key] = ['', undefined]] = google.account.keys;
    if (!key) throw new Error('there is no key');
    google.account.keys.clear();
    expect(await saw(up, 'incidentOpened')).toMatchObject({
      credential: 'crew',
      reason: 'ServiceAccountKeyRefused',
      details: { remedy: expect.stringMatching(/keys list.*; then: evergrant refresh crew$/) },
    });
    const status = await ran(at, 'status');
    expect(status).toMatchObject({ code: 1, stdout: expect.stringMatching(/crew +(backingOff|refreshing)/) });
    expect(status.stdout).toMatch(/! critical ServiceAccountKeyRefused: the issuer does not accept the key/);
    google.account.keys.set(id, key);
    await saw(up, 'incidentClosed');
    expect((await ran(at, 'token', 'crew', '--min-valid', '1s')).code).toBe(0);
    await cli.stop(up.child.pid ?? 0);
    expect(alerts(at).map(({ severity, level }) => severity ?? level)).toEqual(
      expect.arrayContaining(['CRITICAL', 'INFO']),
    );
  });

  it('that may not act for a person says what an administrator does, and works as soon as it was done', async () => {
    google.lifeSeconds = 3;
    const at = serviceAccount({ subject: 'anna@example.com' });
    up = await at.up();
    expect(await saw(up, 'incidentOpened')).toMatchObject({ reason: 'DelegationMissing' });
    expect(await ran(at, 'token', 'crew')).toMatchObject({ code: 1, stdout: '' });
    google.account.delegation.set('anna@example.com', ['https://www.googleapis.com/auth/spreadsheets']);
    expect((await ran(at, 'refresh', 'crew')).code).toBe(0);
    await saw(up, 'incidentClosed');
    expect((await ran(at, 'status', 'crew')).stdout).toMatch(/account +anna@example\.com/);
  });

  it('on a host whose clock is wrong is refused once, and then signs by the clock of the issuer', async () => {
    google.clockOffset = 3 * 3_600_000;
    const at = serviceAccount();
    up = await at.up();
    expect(await saw(up, 'refreshFailed')).toMatchObject({ reason: 'ClockSkew' });
    await saw(up, 'refreshed');
    expect(String(up.stdout)).not.toContain('incidentOpened');
  });

  it.each<[string, (file: string) => void, number, RegExp]>([
    [
      'open to others',
      (file) => chmodSync(file, 0o644),
      78,
      /is open to others \(mode 0644\).*\nnext: chmod 600/s,
    ],
    [
      'no key at all',
      (file) => writeFileSync(file, '{"type":"authorized_user"}'),
      78,
      /holds a person's consent/,
    ],
  ])('whose key file is %s is refused by check', async (_what, spoil, exitCode, message) => {
    const at = serviceAccount();
    spoil(join(at.folder, 'key.json'));
    const { code, stderr } = await ran(at, 'check');
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringMatching(message) });
  });

  it('whose key file is missing is said to be, with the path that was resolved', async () => {
    const at = place({ kind: 'service-account', keyFile: 'keys/none.json', scopes: ['drive'] });
    const { stderr } = await ran(at, 'check');
    expect(stderr).toContain(`${at.folder}/keys/none.json`);
    expect(stderr).toMatch(/service account key of grant "crew" is missing/);
  });
});

describe('the AWS identity of an instance', () => {
  it('is exchanged for tokens of a service account, anew before each ends', async () => {
    google.lifeSeconds = 3;
    const at = federation();
    up = await at.up();
    await saw(up, 'refreshed', 3);
    expect((await ran(at, 'token', 'crew', '--min-valid', '1s')).stdout).toMatch(/^ya29\./);
    const last = google.asked.filter(({ path }) => path === '/v1/token').at(-1);
    expect(new URLSearchParams(last?.body).get('audience')).toBe(AUDIENCE);
    expect(JSON.parse((await ran(at, 'status', '--json')).stdout)).toMatchObject({
      credentials: [{ standing: true, account: EMAIL, consentedAt: null, forecast: { endsAt: null } }],
    });
  });

  it('is refused with the remedy of what was taken away, and goes on when it is back', async () => {
    google.lifeSeconds = 3;
    const at = federation();
    up = await at.up();
    await saw(up, 'refreshed');
    google.pool.impersonation = false;
    expect(await saw(up, 'incidentOpened')).toMatchObject({
      reason: 'ImpersonationDenied',
      details: { remedy: expect.stringMatching(/roles\/iam\.workloadIdentityUser/) },
    });
    google.pool.impersonation = true;
    await saw(up, 'incidentClosed');
  });

  it('that the instance does not have is a cause of its own', async () => {
    google.instanceRole = false;
    const at = federation();
    up = await at.up();
    expect(await saw(up, 'incidentOpened')).toMatchObject({ reason: 'AwsCredentialsMissing' });
  });

  it('survives a broker that is killed: the next one serves the same token', async () => {
    const at = federation();
    up = await at.up();
    await saw(up, 'refreshed');
    const before = (await ran(at, 'token', 'crew')).stdout;
    up.child.kill('SIGKILL');
    await up.ended;
    up = await at.up();
    expect((await ran(at, 'token', 'crew')).stdout).toBe(before);
    expect(google.asked.filter(({ path }) => path === '/v1/token')).toHaveLength(1);
  });
});

it('a grant that stands by policy goes into a backup, and on from it after a restore', async () => {
  const [at, elsewhere] = [federation(), federation()];
  expect((await ran(at, 'refresh', 'crew')).code).toBe(0);
  const file = join(cli.folder(), 'monday');
  expect(await ran(at, 'backup', file)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('credentials: crew'),
  });
  expect((await ran(elsewhere, 'restore', file)).code).toBe(0);
  expect((await ran(elsewhere, 'claim', '--original-is-stopped')).code).toBe(0);
  expect((await ran(elsewhere, 'refresh', 'crew')).stdout).toMatch(/generation [23]/);
});

describe('forgetting a grant that stands by policy', () => {
  it('removes what is held here, and says where the access ends', async () => {
    const at = federation();
    up = await at.up();
    await saw(up, 'delivered');
    await cli.stop(up.child.pid ?? 0);
    expect((await ran(at, 'forget', 'crew')).stderr).toMatch(/take the role away, to end this access/);
    expect(await ran(at, 'forget', 'crew', '--revoke', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/stands by a policy of its issuer and has nothing to revoke/),
    });
    expect((await ran(at, 'forget', 'crew', '--yes')).code).toBe(0);
  });
});

it('no key and no session of AWS is in any output of these tests', () => {
  const secrets = [
    new SecretText(
      /-----BEGIN PRIVATE KEY-----\\n([^\\]{40})/.exec(google.keyFile())?.[1] ?? 'there is no key',
    ),
    new SecretText(google.identity.secretAccessKey),
    new SecretText(google.identity.sessionToken ?? ''),
  ];
  const texts = written.map((text, at) => ({ place: `output ${at}`, text }));
  expect(texts.length).toBeGreaterThan(10);
  expect(secretsIn(texts, secrets)).toEqual([]);
});
