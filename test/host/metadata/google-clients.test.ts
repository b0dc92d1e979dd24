import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoopbackServer } from '../../../adapters/loopback-server/loopback-server.ts';
import { serveMetadata } from '../../../host/metadata/server.ts';
import { declare } from '../../support/declare.ts';
import { MAY_INSTALL } from '../../support/registries.ts';
import { type SignedInBroker, signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const folder = temporaryFolders();

/** The libraries as their registries give them, unmodified, in folders of their own. */
const node = folder();
const venv = join(folder(), 'venv');
writeFileSync(join(node, 'package.json'), '{"type":"module"}');
const hasNode =
  MAY_INSTALL &&
  succeeds('npm', ['install', '--no-audit', '--no-fund', '--silent', 'google-auth-library@^11'], node);
const hasPython =
  MAY_INSTALL &&
  succeeds('python3', ['-m', 'venv', venv], '/') &&
  succeeds(join(venv, 'bin/pip'), ['install', '-q', 'google-auth', 'requests'], '/');

let signedIn: SignedInBroker;
let server: LoopbackServer;
let env: Record<string, string | undefined>;
let accessToken: string;

beforeEach(async () => {
  signedIn = await signedInBroker(folder());
  const token = await signedIn.broker.token('office', { minValidSeconds: 0 });
  accessToken = token.kind === 'token' ? token.accessToken.reveal() : '';
  const port = await freePort();
  const { metadata } = declare(`
version: 1
clients: { desk: { issuer: google, clientId: desk } }
grants: { consent: { client: desk, scopes: [spreadsheets.readonly] } }
tokens: { office: { grant: consent } }
metadata: { listen: '127.0.0.1:${port}', token: office, project: crew-42 }`);
  if (!metadata) throw new Error('nothing was declared');
  server = await serveMetadata(signedIn.broker, { metadata, unexpected: (error) => console.error(error) });
  const { PATH } = process.env;
  const host = `127.0.0.1:${port}`;
  env = { PATH, HOME: folder(), GCE_METADATA_HOST: host, GCE_METADATA_IP: host };
});

afterEach(async () => {
  await server.close();
  await signedIn.close();
});

const ifNode = hasNode ? it : it.skip;
const ifPython = hasPython ? it : it.skip;
const ifRoot = process.getuid?.() === 0 ? it : it.skip;

describe('Google clients without a code change', () => {
  ifNode(
    'google-auth-library finds token, project and account (skipped where npm gives no packages)',
    async () => {
      const program = `
      import { GoogleAuth } from 'google-auth-library';
      const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/spreadsheets.readonly'] });
      const client = await auth.getClient();
      const { token } = await client.getAccessToken();
      const { client_email } = await auth.getCredentials();
      console.log(JSON.stringify({ kind: client.constructor.name, token, project: await auth.getProjectId(), client_email,
        left: client.credentials.expiry_date - Date.now() > 3_000_000 }));`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
        cwd: node,
        env,
      });
      expect(JSON.parse(stdout)).toEqual({
        kind: 'Compute',
        token: accessToken,
        project: 'crew-42',
        client_email: 'ops@example.com',
        left: true,
      });
    },
  );

  ifPython('google-auth finds token, project and account (skipped where pip gives no packages)', async () => {
    const program = `
import json, google.auth, google.auth.transport.requests
credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/spreadsheets.readonly"])
credentials.refresh(google.auth.transport.requests.Request())
print(json.dumps({"kind": type(credentials).__module__, "token": credentials.token, "project": project,
  "email": credentials.service_account_email, "valid": credentials.valid}))`;
    const { stdout } = await run(join(venv, 'bin/python'), ['-c', program], { cwd: '/', env });
    expect(JSON.parse(stdout)).toEqual({
      kind: 'google.auth.compute_engine.credentials',
      token: accessToken,
      project: 'crew-42',
      email: 'ops@example.com',
      valid: true,
    });
  });

  ifRoot('another user of the host is refused (skipped where the test may not become one)', async () => {
    const program = `
      const address = 'http://' + process.env.GCE_METADATA_HOST + '/computeMetadata/v1/instance/service-accounts/default/token';
      const answer = await fetch(address, { headers: { 'Metadata-Flavor': 'Google' } });
      console.log(answer.status, await answer.text());`;
    const args = ['--input-type=module', '-e', program];
    const { stdout } = await run(process.execPath, args, { cwd: '/', env, uid: 65_534, gid: 65_534 });
    expect(stdout).toMatch(/^403 user 65534 may not ask here; next: list the id in metadata\.users/);
    const { stdout: own } = await run(process.execPath, args, { cwd: '/', env });
    expect(own).toMatch(/^200 /);
  });
});

function succeeds(command: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 60_000 }).status === 0;
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
