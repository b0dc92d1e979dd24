import { execFile } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { SocketServer } from '../../../host/control/socket-server.ts';
import { serveTokens } from '../../../host/control/token-server.ts';
import { declare } from '../../support/declare.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { type SignedInBroker, signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const folder = temporaryFolders();
const isRoot = process.getuid?.() === 0;
const ifRoot = isRoot ? it : it.skip;
/** Debian's nobody; its group is that of the socket. */
const MEMBER = { uid: 65_534, gid: 65_534 };
const STRANGER = { uid: 65_533, gid: 65_533 };
const GROUP = String(isRoot ? MEMBER.gid : process.getgid?.());

let place: string;
let signedIn: SignedInBroker;
let server: SocketServer | undefined;
let path: string;

beforeEach(async () => {
  place = folder();
  // Others may pass through the folder, as they may through /srv; what is in it decides for itself.
  chmodSync(place, 0o711);
  mkdirSync(join(place, 'run'), { mode: 0o755 });
  path = join(place, 'run', 'tokens.sock');
  signedIn = await signedInBroker(place, { accessTokenSeconds: 20, declared: DECLARED });
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await signedIn.close();
});

const DECLARED = {
  tokens: { office: { grant: 'consent' }, private: { grant: 'consent' } },
  sinks: {},
};

async function serve({ group = GROUP, at = path }: { group?: string; at?: string } = {}): Promise<void> {
  const { tokenSocket: socket, sinks } = declare(
    stringify({
      version: 1,
      clients: { desk: { issuer: 'google', clientId: 'desk' } },
      grants: { consent: { client: 'desk', scopes: ['spreadsheets'] } },
      ...DECLARED,
      sinks: {
        shown: { token: 'office', file: '/srv/shown.json' },
        hidden: { token: 'private', file: '/srv/hidden.json' },
      },
      tokenSocket: { path: at, group, tokens: ['office'] },
    }),
  );
  if (!socket) throw new Error('nothing was declared');
  server = await serveTokens(signedIn.broker, { socket, sinks, unexpected: (error) => console.error(error) });
}

/** A script of another user: it asks one thing over a socket and prints status and body, or the error's code. */
const SCRIPT = `
const [socketPath, method, path, body] = process.argv.slice(1);
const headers = body ? { 'content-type': 'application/json' } : {};
const sent = require('node:http').request({ socketPath, method, path, headers, agent: false }, (answer) => {
  let text = '';
  answer.on('data', (chunk) => { text += chunk; }).on('end', () => console.log(JSON.stringify({ status: answer.statusCode, body: text && JSON.parse(text) })));
});
sent.on('error', ({ code }) => console.log(JSON.stringify({ error: code }))).end(body);`;

async function ask(
  method: 'GET' | 'POST',
  route: string,
  { as = MEMBER, at = path, body }: { as?: { uid: number; gid: number }; at?: string; body?: object } = {},
): Promise<{ status?: number; error?: string; body?: Record<string, unknown> }> {
  const words = ['-e', SCRIPT, at, method, route, ...(body ? [JSON.stringify(body)] : [])];
  const { stdout } = await run(process.execPath, words, { cwd: '/', env: {}, ...(isRoot ? as : {}) });
  return JSON.parse(stdout);
}

describe('a script of another user, on the token socket', () => {
  it('gets a token, waits for another one, and proves which one it uses', async () => {
    await serve();
    const first = await ask('GET', '/v1/tokens/office?minValidSeconds=0&consumer=sheet');
    expect(first).toMatchObject({ status: 200, body: { kind: 'token', generation: 1 } });
    expect(signedIn.secrets()).toContain(first.body?.accessToken);
    const { fingerprint } = first.body ?? {};
    const waiting = ask(
      'GET',
      `/v1/tokens/office?unlessFingerprint=${fingerprint}&waitSeconds=30&minValidSeconds=0`,
    );
    await signedIn.broker.refresh('consent', {});
    const second = await waiting;
    expect(second).toMatchObject({ status: 200, body: { kind: 'token', generation: 2 } });
    const proof = { fingerprint: second.body?.fingerprint, consumer: 'sheet' };
    expect(
      await ask('POST', '/v1/deliveries/token%2Foffice/acknowledgements', { body: proof }),
    ).toMatchObject({
      status: 200,
      body: { kind: 'adopted', generation: 2 },
    });
  });

  it('gets another token after a 401, once that is old enough to be replaced', async () => {
    await serve();
    const { body } = await ask('GET', '/v1/tokens/office?minValidSeconds=0');
    const refused = { fingerprint: body?.fingerprint };
    expect(await ask('POST', '/v1/tokens/office/refusals', { body: refused })).toMatchObject({
      status: 503,
      body: { reason: 'RefusedTooSoon' },
    });
    const after = Date.now() + 2_000;
    while (Date.now() <= after) await new Promise((done) => setTimeout(done, 10));
    expect(await ask('POST', '/v1/tokens/office/refusals', { body: refused })).toMatchObject({
      status: 200,
      body: { kind: 'token', generation: 2 },
    });
    expect(signedIn.exchanges()).toBe(1);
  });

  it.each([
    ['GET', '/v1/status'],
    ['GET', '/v1/health'],
    ['GET', '/v1/events?recent=10'],
    ['GET', '/v1/follow?grant=consent'],
    ['GET', '/v1/openapi.json'],
    ['POST', '/v1/grants/consent/refresh'],
    ['POST', '/v1/grants/consent/refusals'],
    ['POST', '/v1/grants/consent/consents'],
    ['POST', '/v1/consents/any'],
    ['POST', '/v1/tokens/office'],
  ] as const)('is refused %s %s, and told where to ask', async (method, route) => {
    await serve();
    expect(await ask(method, route, method === 'POST' ? { body: {} } : {})).toEqual({
      status: 403,
      body: {
        code: 'NotServedHere',
        message: `${method} ${route.split('?')[0]}: this socket serves tokens and nothing else`,
        remedy: 'ask on the control socket, as the user that runs evergrant up: evergrant status',
        retryable: false,
        exitCode: 64,
      },
    });
    expect(signedIn.exchanges()).toBe(0);
  });

  it('is answered for a token that is not listed as for one that does not exist', async () => {
    await serve();
    const answers = await Promise.all(
      ['private', 'nothing'].map(async (name) => {
        const { status, body } = await ask('GET', `/v1/tokens/${name}`);
        return { status, text: JSON.stringify(body).replaceAll(name, 'NAME') };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(404);
    expect(answers[0]?.text).toContain('use one of: office;');
  });

  it('learns of no sink but those of its tokens', async () => {
    await serve();
    for (const sink of ['hidden', 'nothing', 'token%2Fprivate']) {
      const body = { fingerprint: '0123456789ab', consumer: 'sheet' };
      expect(await ask('POST', `/v1/deliveries/${sink}/acknowledgements`, { body })).toMatchObject({
        status: 404,
        body: { code: 'UnknownSink', remedy: expect.stringMatching(/^use one of: shown, token\/office;/) },
      });
    }
  });

  ifRoot('may read neither the state directory nor the control socket (skipped where not root)', async () => {
    await serve();
    expect(await ask('GET', '/v1/tokens/office', { at: signedIn.socketPath })).toEqual({ error: 'EACCES' });
    const look = `for (const path of process.argv.slice(1)) {
      try { require('node:fs').readdirSync(path); console.log('read'); } catch ({ code }) { console.log(code); }
    }`;
    const state = join(place, 'state');
    const words = ['-e', look, state, join(state, 'secrets'), join(state, 'ledger')];
    const { stdout } = await run(process.execPath, words, { cwd: '/', env: {}, ...MEMBER });
    expect(stdout).toBe('EACCES\nEACCES\nEACCES\n');
  });

  ifRoot('may not connect when it is no member of the group (skipped where not root)', async () => {
    await serve();
    expect(await ask('GET', '/v1/tokens/office', { as: STRANGER })).toEqual({ error: 'EACCES' });
    expect((await ask('GET', '/v1/tokens/office?minValidSeconds=0', { as: MEMBER })).status).toBe(200);
  });
});

describe('the token socket', () => {
  it('is open to its group and nobody else, whatever the umask, and gone once it is closed', async () => {
    const before = process.umask(0);
    await serve();
    process.umask(before);
    const { mode, gid } = lstatSync(path);
    expect([mode & 0o777, String(gid)]).toEqual([0o660, GROUP]);
    await server?.close();
    expect(existsSync(path)).toBe(false);
  });

  it('does not shut the control socket when it goes', async () => {
    await serve();
    await server?.close();
    expect((await rawRequest(signedIn.socketPath, { path: '/v1/status' })).status).toBe(200);
  });

  it.each<[string, () => Parameters<typeof serve>[0], string, RegExp]>([
    [
      'the group is unknown',
      () => ({ group: 'no-such-group' }),
      'GroupUnknown',
      /sudo groupadd no-such-group/,
    ],
    [
      'the directory is missing',
      () => ({ at: join(place, 'gone', 's') }),
      'TokenSocketDirectoryMissing',
      /sudo install -d -m 755 -o \d+ \S+\/gone/,
    ],
    [
      'others may write the directory',
      () => {
        mkdirSync(join(place, 'open'));
        chmodSync(join(place, 'open'), 0o1777);
        return { at: join(place, 'open', 's') };
      },
      'TokenSocketDirectoryUnsafe',
      /tokenSocket\.path/,
    ],
    [
      'the group may not enter a directory above it',
      () => {
        mkdirSync(join(place, 'closed', 'run'), { recursive: true });
        chmodSync(join(place, 'closed'), 0o700);
        return { at: join(place, 'closed', 'run', 's') };
      },
      'TokenSocketOutOfReach',
      /chmod o\+x \S+\/closed$/,
    ],
  ])('is refused when %s, and says what to do', async (_when, wish, code, remedy) => {
    // A group without a number of this process: the directory's own group would be let in by the group's bits.
    const wanted = { ...(isRoot ? {} : { group: '65534' }), ...wish() };
    await expect(serve(wanted)).rejects.toMatchObject({ code, remedy: expect.stringMatching(remedy) });
  });
});
