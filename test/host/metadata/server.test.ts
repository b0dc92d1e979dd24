import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LoopbackServer } from '../../../adapters/loopback-server/loopback-server.ts';
import type { MetadataDeclaration } from '../../../core/config/declaration.ts';
import { type MetadataServerOptions, serveMetadata } from '../../../host/metadata/server.ts';
import { declare } from '../../support/declare.ts';
import { SCRIPT, SERVED_TOKEN } from '../../support/fakes/broker-script.ts';
import { ScriptedBroker } from '../../support/fakes/scripted-broker.ts';

let running: LoopbackServer | undefined;
let origin: string;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

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

function declared(port: number, more = ''): MetadataDeclaration {
  const { metadata } = declare(`
version: 1
clients: { desk: { issuer: google, clientId: desk } }
grants:
  crew-sheets: { client: desk, scopes: [spreadsheets.readonly] }
  office: { client: desk, scopes: [spreadsheets] }
  slow: { client: desk, scopes: [spreadsheets] }
metadata: { listen: '127.0.0.1:${port}', token: crew-sheets, ${more} }`);
  if (!metadata) throw new Error('nothing was declared');
  return metadata;
}

async function serve(options: { more?: string; token?: string } & Partial<MetadataServerOptions> = {}) {
  const { more, token, ...rest } = options;
  const port = await freePort();
  const metadata = declared(port, more);
  running = await serveMetadata(new ScriptedBroker(SCRIPT), {
    metadata: token === undefined ? metadata : { ...metadata, token: { ...metadata.token, name: token } },
    unexpected: (error) => console.error(error),
    ...rest,
  });
  origin = `http://127.0.0.1:${port}`;
  return metadata;
}

async function get(path: string, headers: Record<string, string> = { 'metadata-flavor': 'Google' }) {
  const answer = await fetch(`${origin}${path}`, { headers });
  return { status: answer.status, flavor: answer.headers.get('metadata-flavor'), text: await answer.text() };
}

const V1 = '/computeMetadata/v1';
const ACCOUNT = `${V1}/instance/service-accounts/default`;
const SHEETS = 'https://www.googleapis.com/auth/spreadsheets.readonly';

describe('the metadata endpoint', () => {
  it.each([
    ['/', 'computeMetadata/\n'],
    [`${V1}/instance/service-accounts/`, 'default/\n'],
    [`${ACCOUNT}/email`, 'ops@example.com'],
    [`${ACCOUNT}/scopes`, `${SHEETS}\n`],
    [`${V1}/instance/service-accounts/ops@example.com/email`, 'ops@example.com'],
    [`${V1}/project/project-id`, 'crew-42'],
  ])('answers %s as text', async (path, text) => {
    await serve({ more: 'project: crew-42' });
    expect(await get(path)).toEqual({ status: 200, flavor: 'Google', text });
  });

  it.each([
    [`${ACCOUNT}/?recursive=true`, { aliases: ['default'], email: 'ops@example.com', scopes: [SHEETS] }],
    [
      `${V1}/instance/?recursive=True`,
      { serviceAccounts: { default: { aliases: ['default'], email: 'ops@example.com', scopes: [SHEETS] } } },
    ],
    [`${V1}/project/?recursive=true`, { projectId: 'crew-42' }],
  ])('answers %s as JSON', async (path, json) => {
    await serve({ more: 'project: crew-42' });
    const { status, text } = await get(path);
    expect([status, JSON.parse(text)]).toEqual([200, json]);
  });

  it('gives the token with the seconds that it has left', async () => {
    await serve();
    const { status, flavor, text } = await get(`${ACCOUNT}/token`);
    expect([status, flavor, JSON.parse(text)]).toEqual([
      200,
      'Google',
      { access_token: SERVED_TOKEN, expires_in: expect.any(Number), token_type: 'Bearer' },
    ]);
  });

  it.each([
    ['office', 404, 'RefreshTokenRevoked', 'evergrant login office'],
    ['slow', 503, 'Busy', 'evergrant status slow'],
  ])('says why there is no token %s, with %i', async (token, status, error, remedy) => {
    await serve({ token });
    const answer = await get(`${ACCOUNT}/token`);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      status,
      { error, error_description: expect.stringContaining(remedy) },
    ]);
  });

  it.each([
    ['without the header that no web page may send', `${ACCOUNT}/token`, {}, 403],
    ['with another flavor', `${ACCOUNT}/token`, { 'metadata-flavor': 'google' }, 403],
    [
      'through a proxy',
      `${ACCOUNT}/token`,
      { 'metadata-flavor': 'Google', 'x-forwarded-for': '192.0.2.1' },
      403,
    ],
    ['for another account', `${V1}/instance/service-accounts/root/token`, undefined, 404],
    ['for an identity token', `${ACCOUNT}/identity?audience=a`, undefined, 404],
    ['for a project that nobody declared', `${V1}/project/project-id`, undefined, 404],
  ])('refuses a request %s', async (_what, path, headers, status) => {
    await serve();
    const answer = await get(path, headers);
    expect(answer).toMatchObject({ status, flavor: 'Google' });
    expect(answer.text).not.toContain(SERVED_TOKEN);
  });

  it('answers a user that is listed, and no other', async () => {
    const other = (process.getuid?.() ?? 0) + 4_711;
    await serve({ more: `users: [${other}]`, userOf: async () => other });
    expect((await get(`${ACCOUNT}/token`)).status).toBe(200);
    await running?.close();
    await serve({ userOf: async () => other });
    const refused = await get(`${ACCOUNT}/token`);
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining(`user ${other} may not ask here`),
    ]);
  });

  it('refuses a user that cannot be told, also for the root entry', async () => {
    await serve({ userOf: async () => undefined });
    for (const path of ['/', `${ACCOUNT}/token`]) expect((await get(path)).status).toBe(403);
  });

  it('says that its port is taken', async () => {
    const metadata = await serve();
    await expect(
      serveMetadata(new ScriptedBroker(SCRIPT), { metadata, unexpected: () => undefined }),
    ).rejects.toMatchObject({
      code: 'MetadataAddressTaken',
      message: expect.stringContaining(String(metadata.port)),
    });
  });

  it('listens on loopback only', async () => {
    const { port } = await serve();
    const outside = connect(port, '127.0.0.2');
    const said = await new Promise<unknown>((resolve) => {
      outside.once('error', resolve).once('connect', () => resolve('connected'));
    });
    expect(said).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
