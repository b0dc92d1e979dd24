import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const { directory } = await secretsFolderOf(home, { server });
  await runCli(['import', directory, '--grant', 'office', '--issuer', server.issuer, '--apply'], { home });
  return {
    home,
    state: join(home, '.local', 'state', 'evergrant', 'default'),
    tokenFile: join(directory, 'google_token.json'),
    run: (...words: readonly string[]) => runCli(['forget', ...words], { home }),
  };
}

/** Files below a folder that hold anything that the server ever issued. */
function filesWithSecrets(path: string): readonly string[] {
  const secrets = server.issuedSecrets().map((secret) => secret.reveal());
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => secrets.some((secret) => readFileSync(file, 'utf8').includes(secret)));
}

describe('evergrant forget', () => {
  it('first shows what is held', async () => {
    const { state, run } = await place();
    const { exitCode, stdout, stderr } = await run('office');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('healthy, generation 2');
    expect(stdout).toContain('nothing was changed');
    expect(stderr).toContain('at the issuer the grant lives on');
    expect(readdirSync(join(state, 'secrets', 'grant'))).toEqual(['office']);
  });

  it('deletes secrets and ledger, and no secret is left in the state directory', async () => {
    const { home, state, tokenFile, run } = await place();
    expect(filesWithSecrets(state)).not.toEqual([]);
    expect((await run('office', '--yes')).exitCode).toBe(0);
    for (const kind of [
      'secrets/grant',
      'secrets/token',
      'ledger/grant',
      'ledger/delivery',
      'ledger/incident',
    ])
      expect(readdirSync(join(state, kind))).toEqual([]);
    expect(filesWithSecrets(state)).toEqual([]);
    expect(existsSync(tokenFile)).toBe(true);
    const status = JSON.parse((await runCli(['status', '--json'], { home })).stdout);
    expect(status.credentials[0].state).toBe('noGrant');
  });

  it('leaves the grant alive at the issuer, and removes sinks when told to', async () => {
    const { tokenFile, run } = await place();
    const { token } = JSON.parse(readFileSync(tokenFile, 'utf8'));
    await run('office', '--yes', '--remove-sinks');
    expect(existsSync(tokenFile)).toBe(false);
    const answer = await fetch(server.resource, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });

  it('revokes only when told to, and warns before', async () => {
    const { tokenFile, run } = await place();
    expect((await run('office', '--revoke')).stderr).toContain('end every grant of this client and account');
    const { token } = JSON.parse(readFileSync(tokenFile, 'utf8'));
    expect((await run('office', '--revoke', '--yes')).stdout).toContain('was revoked at its issuer');
    const answer = await fetch(server.resource, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
  });

  it('deletes nothing when the issuer does not confirm the revocation', async () => {
    const { home, state, run } = await place();
    const yaml = join(home, 'evergrant.yaml');
    // Nobody listens on port 1.
    const issuer = `issuer: { discovery: ${server.issuer}, revocationEndpoint: "http://127.0.0.1:1/revoke" }`;
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/issuer:\n\s+discovery: \S+/, issuer));
    const { exitCode, stderr } = await run('office', '--revoke', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nothing was removed here');
    expect(readdirSync(join(state, 'secrets', 'grant'))).toEqual(['office']);
  });

  it('forgets a grant that the declaration has no more', async () => {
    const { home, state, run } = await place();
    writeFileSync(join(home, 'evergrant.yaml'), 'version: 1\n');
    expect((await run('office')).stdout).toContain('not in the declaration any more');
    expect((await run('office', '--yes')).exitCode).toBe(0);
    expect(readdirSync(join(state, 'secrets', 'token'))).toEqual([]);
  });

  it('names the grants that are held for one that is not', async () => {
    const { run } = await place();
    const { exitCode, stderr } = await run('ofice', '--yes');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('next: use one of: office');
  });
});
