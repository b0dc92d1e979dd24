import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { freePort } from '../../../support/free-port.ts';
import { rawRequest } from '../../../support/raw-request.ts';

const run = promisify(execFile);
const cli = evergrantCli();
const isRoot = process.getuid?.() === 0;
const ifRoot = isRoot ? it : it.skip;
/** Debian's nobody and its group: the user of the scripts, and a stranger. */
const SCRIPTS = { uid: 65_534, gid: 65_534 };
const STRANGER = { uid: 65_533, gid: 65_533 };
const GROUP = String(isRoot ? SCRIPTS.gid : process.getgid?.());

let server: AuthorizationServer;
let place: CliPlace;
let socket: string;
/** A folder of the scripts' own. */
let scripts: string;
let metadata: string;

beforeAll(async () => {
  // The issuer's clock is ten minutes ahead of this machine's.
  server = await cli.server({ settings: { dateOffsetSeconds: 600 } });
  const port = await freePort();
  place = cli.place({
    issuer: server.issuer,
    change: {
      tokenSocket: { path: './run/tokens.sock', group: GROUP, tokens: ['crew'] },
      metadata: { listen: `127.0.0.1:${port}`, token: 'crew', project: 'crew-42' },
    },
  });
  metadata = `http://127.0.0.1:${port}`;
  chmodSync(place.folder, 0o711);
  mkdirSync(join(place.folder, 'run'), { mode: 0o755 });
  scripts = cli.folder();
  chmodSync(scripts, 0o755);
  socket = join(place.folder, 'run', 'tokens.sock');
  await place.up();
  await place.consent(server);
});

/** Runs a program as another user, where the test may become one. */
async function as(
  user: { uid: number; gid: number },
  [program, ...words]: readonly [string, ...string[]],
  environment: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', ...environment };
  try {
    const ended = await run(program, words, { cwd: '/', env, ...(isRoot ? user : {}) });
    return { code: 0, ...ended };
  } catch (error) {
    const { code, stdout, stderr } = Object(error) as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

async function tokenInForce(): Promise<string> {
  const token = await place.broker.token('crew', { minValidSeconds: 0 });
  if (token.kind !== 'token') throw new Error(token.message);
  return token.accessToken.reveal();
}

describe('the token socket of evergrant up', () => {
  it('is what check, status and health say that it is', async () => {
    const line = `${socket} for group ${GROUP}: crew`;
    expect((await place.run(['check'])).stdout).toContain(`  socket     ${line}\n`);
    expect((await place.run(['status'])).stdout).toContain(
      `\ntoken socket  ${socket}  group ${GROUP}  crew\n`,
    );
    const { tokenSocket } = JSON.parse((await place.run(['status', '--json'])).stdout);
    expect(tokenSocket).toEqual({ path: socket, group: GROUP, tokens: ['crew'], open: true });
  });

  it('serves evergrant token of a user who may read no declaration', async () => {
    const ended = await cli.run(['token', 'crew', '--socket', socket], { folder: cli.folder() });
    expect(ended).toEqual({ code: 0, stdout: `${await tokenInForce()}\n`, stderr: '' });
    const environment = { EVERGRANT_SOCKET: socket };
    const unlisted = await cli.run(['token', 'other'], { folder: cli.folder(), environment });
    expect([unlisted.code, unlisted.stdout]).toEqual([64, '']);
    expect(unlisted.stderr).toContain('next: use one of: crew;');
  });

  it("serves evergrant/client in another user's program", async () => {
    const library = join(scripts, 'client.mjs');
    copyFileSync(join(dirname(cli.script()), 'client.js'), library);
    const program = `
      const { createClient } = await import(${JSON.stringify(library)});
      const { value, expiresAt } = await createClient({ consumer: 'sheet' }).token('crew');
      console.log(JSON.stringify({ value, left: Math.round((expiresAt - Date.now()) / 60_000) }));`;
    const words = [process.execPath, '--input-type=module', '-e', program] as const;
    const { stdout } = await as(SCRIPTS, words, { EVERGRANT_SOCKET: socket });
    expect(JSON.parse(stdout)).toEqual({ value: await tokenInForce(), left: 60 });
  });

  it("serves the drop-in reauth_google.py of another user, who holds the token's file and nothing else", async () => {
    const secrets = join(scripts, 'secrets');
    mkdirSync(secrets, { mode: 0o700 });
    if (isRoot) chownSync(secrets, SCRIPTS.uid, SCRIPTS.gid);
    const reauth = join(scripts, 'reauth_google.py');
    copyFileSync(resolve('examples/jada-ops/reauth_google.py'), reauth);
    const environment = { EVERGRANT_SOCKET: socket, EVERGRANT_TOKEN: 'crew', GOOGLE_SECRETS_DIR: secrets };
    expect(await as(SCRIPTS, ['python3', reauth], environment)).toMatchObject({ code: 0 });
    const file = readFileSync(join(secrets, 'google_token.json'), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ access_token: await tokenInForce() });
    expect(file).not.toMatch(/refresh/);
  });

  ifRoot('turns a stranger away, in words that say what to do (skipped where not root)', async () => {
    const reauth = join(scripts, 'reauth_google.py');
    copyFileSync(resolve('examples/jada-ops/reauth_google.py'), reauth);
    const secrets = join(scripts, 'of-a-stranger');
    mkdirSync(secrets);
    chownSync(secrets, STRANGER.uid, STRANGER.gid);
    const environment = { EVERGRANT_SOCKET: socket, EVERGRANT_TOKEN: 'crew', GOOGLE_SECRETS_DIR: secrets };
    const { code, stdout, stderr } = await as(STRANGER, ['python3', reauth], environment);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/this user may not speak to the broker; next: .*group of its tokenSocket\n$/);
  });

  it('is missed by status and health when somebody removes it', async () => {
    const lone = cli.place({
      issuer: server.issuer,
      change: { tokenSocket: { path: './run/tokens.sock', group: GROUP, tokens: ['crew'] } },
    });
    chmodSync(lone.folder, 0o711);
    mkdirSync(join(lone.folder, 'run'), { mode: 0o755 });
    const path = join(lone.folder, 'run', 'tokens.sock');
    await lone.up();
    await lone.consent(server);
    await run('rm', [path]);
    expect((await lone.run(['status'])).stdout).toContain(
      'no socket lies there\n  next: restart evergrant up\n',
    );
    const health = await rawRequest(join(lone.stateDirectory, 'control.sock'), { path: '/v1/health' });
    expect(health.status).toBe(503);
    const { exitCode, tokenSocket, problems } = JSON.parse(health.text);
    expect([exitCode, tokenSocket]).toEqual([1, { path, open: false }]);
    const message = `no socket lies at ${path}`;
    expect(problems[0]).toEqual({ about: 'token socket', message, remedy: 'restart evergrant up' });
  });

  ifRoot('lies where clients look by themselves when no path is named (skipped where not root)', async () => {
    const deployment = `test-${process.pid}`;
    const usual = cli.place({
      issuer: server.issuer,
      change: { deployment, tokenSocket: { group: GROUP, tokens: ['crew'] } },
    });
    try {
      const up = await usual.up();
      await usual.consent(server);
      const library = join(scripts, 'client.mjs');
      copyFileSync(join(dirname(cli.script()), 'client.js'), library);
      const program = `
        const { createClient } = await import(${JSON.stringify(library)});
        console.log((await createClient({ deployment: ${JSON.stringify(deployment)} }).token('crew')).generation);`;
      const words = [process.execPath, '--input-type=module', '-e', program] as const;
      expect((await as(SCRIPTS, words)).stdout).toBe('1\n');
      expect((await as(STRANGER, words)).stderr).toContain('BrokerUnreachable');
      up.child.kill('SIGTERM');
      expect(await up.ended).toBe(0);
    } finally {
      rmSync(join('/run/evergrant', deployment), { recursive: true, force: true });
      // Another broker's socket may lie beside it.
      await run('rmdir', ['/run/evergrant']).catch(() => undefined);
    }
  });

  it('stops evergrant up where it cannot lie, before anything is served', async () => {
    const wrong = cli.place({
      issuer: server.issuer,
      change: { tokenSocket: { path: './state/tokens.sock', group: '65534', tokens: ['crew'] } },
    });
    const { code, stderr } = await wrong.run(['up']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/may not enter \S+; .*|members of group 65534 may not enter/);
    expect(stderr).toMatch(/\nnext: .+\n$/);
  });

  it('is refused by check for a group that this host does not know', async () => {
    const wrong = cli.place({
      issuer: server.issuer,
      change: { tokenSocket: { group: 'no-such-group', tokens: ['crew'] } },
    });
    const { code, stderr } = await wrong.run(['check']);
    expect(code).toBe(78);
    expect(stderr).toContain('tokenSocket.group no-such-group: /etc/group lists no such group');
  });
});

describe('the metadata endpoint of evergrant up', () => {
  const ACCOUNT = '/computeMetadata/v1/instance/service-accounts/default';
  const GOOGLE = { 'metadata-flavor': 'Google' };

  it("hands out the token with the seconds that it has left, though the issuer's clock is ten minutes ahead", async () => {
    const answer = await fetch(`${metadata}${ACCOUNT}/token`, { headers: GOOGLE });
    expect([answer.status, answer.headers.get('metadata-flavor')]).toEqual([200, 'Google']);
    const { access_token, expires_in, token_type } = (await answer.json()) as Record<string, unknown>;
    expect([access_token, token_type]).toEqual([await tokenInForce(), 'Bearer']);
    expect(expires_in).toBeLessThanOrEqual(3_601);
    expect(expires_in).toBeGreaterThan(3_400);
  });

  it.each([
    ['email', 'ops@example.com'],
    ['scopes', 'sheets\n'],
    ['aliases', 'default\n'],
  ])('answers for %s', async (key, text) => {
    const answer = await fetch(`${metadata}${ACCOUNT}/${key}`, { headers: GOOGLE });
    expect([answer.status, await answer.text()]).toEqual([200, text]);
  });

  it('names the project, and refuses a request without the header that no web page may send', async () => {
    const project = `${metadata}/computeMetadata/v1/project/project-id`;
    expect(await (await fetch(project, { headers: GOOGLE })).text()).toBe('crew-42');
    expect((await fetch(`${metadata}${ACCOUNT}/token`)).status).toBe(403);
    expect((await fetch(`${metadata}${ACCOUNT}/identity?audience=a`, { headers: GOOGLE })).status).toBe(404);
  });

  ifRoot('refuses a user of this host who is not listed (skipped where not root)', async () => {
    const program = `
      const answer = await fetch(process.argv[1], { headers: { 'metadata-flavor': 'Google' } });
      console.log(answer.status, await answer.text());`;
    const words = [
      process.execPath,
      '--input-type=module',
      '-e',
      program,
      `${metadata}${ACCOUNT}/token`,
    ] as const;
    expect((await as(SCRIPTS, words)).stdout).toMatch(/^403 user 65534 may not ask here; next: /);
  });
});

cli.showsNoSecret();
