import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { runCli } from '../../../support/run-cli.ts';
import { secretsFolderOf } from '../../../support/secrets-folder.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
let server: AuthorizationServer;
beforeEach(async () => {
  server = await AuthorizationServer.start();
});
afterEach(() => server.stop());

async function place() {
  const home = folder();
  const secrets = await secretsFolderOf(home, { server });
  const run = (...words: readonly string[]) =>
    runCli(['import', secrets.directory, '--grant', 'office', '--issuer', server.issuer, ...words], { home });
  const read = (name: string) => JSON.parse(readFileSync(join(secrets.directory, name), 'utf8'));
  return { home, secrets, run, read };
}

function sends(): number {
  return server.record.length;
}

describe('evergrant import', () => {
  it('first only tells, and no secret', async () => {
    const { home, secrets, run } = await place();
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `would do\n  write        ${home}/evergrant.yaml: client office-client, grant office, sink office-token-file`,
    );
    expect(stdout).toContain('nothing was changed');
    expect(stderr).toContain('next: the same with --apply');
    for (const secret of [secrets.refreshToken, secrets.accessToken, 'basic-secret-of-the-drill'])
      expect(stdout + stderr).not.toContain(secret);
    expect(readdirSync(home)).toEqual(['.secrets']);
    expect(sends()).toBe(0);
    const document = JSON.parse((await run('--json')).stdout);
    expect(document).toMatchObject({ kind: 'plan', grant: 'office', otherRefreshers: [] });
  });

  it('holds and proves the grant, puts the token where the scripts read it, and leaves the old files', async () => {
    const { home, secrets, run, read } = await place();
    const { exitCode, stdout } = await run('--account', 'ops@example.com', '--apply');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(sends()).toBe(1);
    expect(stdout).toContain('grant office works: generation 2');
    const delivered = read('google_token.json');
    expect(delivered.token).not.toBe(secrets.accessToken);
    expect(
      (await fetch(server.resource, { headers: { authorization: `Bearer ${delivered.token}` } })).status,
    ).toBe(200);
    expect(JSON.stringify(delivered)).not.toContain(secrets.refreshToken);
    expect(read('refresh_token.json')).toEqual({ refresh_token: secrets.refreshToken });
    expect((await runCli(['check'], { home })).exitCode).toBe(0);
  });

  it('may be done again: nothing is sent and nothing is written twice', async () => {
    const { home, secrets, run } = await place();
    await run('--apply');
    const before = readFileSync(join(home, 'evergrant.yaml'), 'utf8');
    const again = await run('--apply', '--take-over');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('was held already (generation 2)');
    expect(sends()).toBe(1);
    expect(readFileSync(join(home, 'evergrant.yaml'), 'utf8')).toBe(before);
    expect(readdirSync(secrets.directory)).toHaveLength(3);
  });

  it('adds to a declaration that is there, and keeps it beside', async () => {
    const { home, run } = await place();
    writeFileSync(join(home, 'evergrant.yaml'), '# ours\nversion: 1\ndeployment: jada\n');
    expect((await run('--apply')).stdout).toContain(
      'added clients.office-client, grants.office, sinks.office-token-file',
    );
    expect(readFileSync(join(home, 'evergrant.yaml'), 'utf8')).toContain('# ours');
    expect(readdirSync(home).some((name) => name.startsWith('evergrant.yaml.kept-'))).toBe(true);
  });

  it('renames the old refresh token file only after the grant has worked', async () => {
    const { home, secrets, run } = await place();
    await runCli(['init', '--issuer', 'google', '--grant', 'office', '--client-id', 'x'], { home });
    expect(await run('--retire-old')).toMatchObject({ exitCode: 1 });
    rmSync(join(home, 'evergrant.yaml'));
    await run('--apply');
    expect((await run('--retire-old')).exitCode).toBe(0);
    expect(readdirSync(secrets.directory).sort()).toEqual([
      'gmail_credentials.json',
      'google_token.json',
      'retired-refresh_token.json',
    ]);
  });

  it('imports a dead grant as one that wants a login, without touching the token file', async () => {
    const { secrets, run, read } = await place();
    server.revokeGrant('ops@example.com');
    const { exitCode, stderr } = await run('--apply');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('next: evergrant login office');
    expect(read('google_token.json').token).toBe(secrets.accessToken);
  });

  it('keeps what it holds while the issuer is down', async () => {
    const { run, home } = await place();
    server.faults.add({ kind: 'status', status: 503 });
    const { exitCode } = await run('--apply');
    expect(exitCode).toBe(3);
    expect((await runCli(['refresh', 'office'], { home })).exitCode).toBe(0);
  });
});

describe('evergrant import refuses', () => {
  it('a folder whose token somebody else has just written, unless it is taken over', async () => {
    const { home, secrets, run } = await place();
    const cache = join(secrets.directory, 'google_token.json');
    writeFileSync(cache, readFileSync(cache));
    const { exitCode, stderr } = await run('--apply');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${cache} was written`);
    expect(stderr).toContain('--take-over');
    expect([sends(), existsSync(join(home, 'evergrant.yaml'))]).toEqual([0, false]);
    expect((await run('--apply', '--take-over')).exitCode).toBe(0);
  });

  it('a missing folder', async () => {
    const { exitCode, stderr } = await runCli(['import', '/no/such/folder'], { home: folder() });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('/no/such/folder: there is no such directory');
  });

  it('loose permissions, with the chmod that repairs each', async () => {
    const { secrets, run } = await place();
    chmodSync(secrets.directory, 0o755);
    chmodSync(join(secrets.directory, 'refresh_token.json'), 0o644);
    const { exitCode, stderr } = await run('--apply');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `next: chmod 700 ${secrets.directory}\nnext: chmod 600 ${secrets.directory}/refresh_token.json`,
    );
    expect(sends()).toBe(0);
  });

  it('what is not JSON, by file and line', async () => {
    const { secrets, run } = await place();
    writeFileSync(join(secrets.directory, 'google_token.json'), '{\n  "token": \n}', { mode: 0o600 });
    expect((await run('--apply')).stderr).toContain('google_token.json:3 is not JSON from here on');
  });

  it('a folder without a client', async () => {
    const { secrets, run } = await place();
    rmSync(join(secrets.directory, 'gmail_credentials.json'));
    const { exitCode, stderr } = await run('--apply');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('holds a client with its secret');
    expect(stderr).toContain('next: download the OAuth client');
  });
});
