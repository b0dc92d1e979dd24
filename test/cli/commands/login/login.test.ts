import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { ACCOUNT } from '../../../support/cli-declaration.ts';
import { follow, pageToOpen } from '../../../support/login-page.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
});

describe('evergrant login', () => {
  it('takes the redirect of a browser on this host, without a broker beside it', async () => {
    const login = place.start(['login', 'crew']);
    const redirect = await server.approve(await pageToOpen(login), { account: ACCOUNT });
    expect(await follow(redirect)).toMatchObject({ status: 200, page: expect.stringContaining('Signed in') });
    expect(await login.ended).toBe(0);
    expect(String(login.stdout)).toBe(`crew is signed in as ${ACCOUNT} (generation 1)\n`);
    expect(JSON.parse(readFileSync(`${place.folder}/crew.json`, 'utf8'))).toHaveProperty('access_token');
  });

  it('takes a pasted address, refuses a wrong one with the next step, and asks again', async () => {
    await place.up();
    const login = place.start(['login', 'crew', '--no-browser'], { stdin: 'open' });
    const redirect = await server.approve(await pageToOpen(login), { account: ACCOUNT });
    const wrong = ['not an address', redirect.replace(/state=[^&]+/, 'state=another')];
    login.child.stdin?.write(`${wrong.join('\n')}\n`);
    await login.until(() => login.talk.filter((line) => line.startsWith('next: ')).length === 2);
    expect(login.talk.slice(-4)).toEqual([
      expect.stringMatching(
        /^evergrant: expected an address that begins with http:\/\/127\.0\.0\.1:\d+\/callback and holds a code$/,
      ),
      'next: paste the whole address from the browser',
      'evergrant: this address belongs to another consent: use the one that was opened last',
      'next: paste the whole address from the browser',
    ]);
    login.child.stdin?.write(`${redirect}\n`);
    expect(await login.ended).toBe(0);
    expect(String(login.stdout)).toBe(`crew is signed in as ${ACCOUNT} (generation 2)\n`);
  });

  it('puts the new grant in force at once: the sink holds its token before the command ends', async () => {
    const before = readFileSync(`${place.folder}/crew.json`, 'utf8');
    const login = place.start(['login', 'crew', '--json']);
    await login.until(() => String(login.stdout).endsWith('\n'));
    const begun = JSON.parse(String(login.stdout));
    expect(begun).toMatchObject({
      schema: 1,
      type: 'consentBegun',
      grant: 'crew',
      expectedAccount: ACCOUNT,
      scopes: expect.arrayContaining(['sheets']),
    });
    await follow(await server.approve(begun.authorizationUrl, { account: ACCOUNT }));
    expect(await login.ended).toBe(0);
    const [, result] = String(login.stdout).trim().split('\n');
    expect(JSON.parse(result ?? '')).toMatchObject({ type: 'consentResult', kind: 'settled', generation: 3 });
    expect(readFileSync(`${place.folder}/crew.json`, 'utf8')).not.toBe(before);
    expect(login.text).toBe('');
  });

  it('asks for a fixed loopback port with --port, and says when somebody has it', async () => {
    const first = place.start(['login', 'crew']);
    const port = new URL(new URL(await pageToOpen(first)).searchParams.get('redirect_uri') ?? '').port;
    expect(await place.run(['login', 'crew', '--port', port])).toEqual({
      code: 64,
      stdout: '',
      stderr: `evergrant: port ${port} on 127.0.0.1 cannot be listened on (EADDRINUSE)\nnext: name another one with --port, or leave it out\n`,
    });
    first.child.kill('SIGINT');
    await first.ended;
    const second = place.start(['login', 'crew', '--port', port]);
    expect(new URL(await pageToOpen(second)).searchParams.get('redirect_uri')).toBe(
      `http://127.0.0.1:${port}/callback`,
    );
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(130);
  });

  it('answers other paths on its port with 404, and goes on waiting', async () => {
    const login = place.start(['login', 'crew']);
    const page = await pageToOpen(login);
    const { origin } = new URL(new URL(page).searchParams.get('redirect_uri') ?? '');
    expect((await fetch(`${origin}/favicon.ico`)).status).toBe(404);
    await follow(await server.approve(page, { account: ACCOUNT }));
    expect(await login.ended).toBe(0);
  });

  cli.showsNoSecret();
});
