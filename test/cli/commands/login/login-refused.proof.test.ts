import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import type { PersonsAnswer } from '../../../../drill/authorization-server/consent-player.ts';
import { type CliPlace, type Ended, evergrantCli } from '../../../support/cli.ts';
import { ACCOUNT } from '../../../support/cli-declaration.ts';
import type { CommandProcess } from '../../../support/command-process.ts';
import { follow, pageToOpen } from '../../../support/login-page.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;
let up: CommandProcess;
let before = '';

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
  up = await place.up();
  await place.consent(server);
});

beforeEach(() => {
  before = readFileSync(`${place.folder}/crew.json`, 'utf8');
});

describe('evergrant login, while a healthy grant exists', () => {
  it('refuses another account and names both', async () => {
    const { code, stderr } = await loginAs({ account: 'guest@example.com' });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'evergrant: consent refused: consent was given by guest@example.com, and crew belongs to ops@example.com\n' +
        'the grant that was there is unchanged\n' +
        'next: sign in as ops@example.com in that browser, then evergrant login crew\n',
    );
    await unchanged();
  });

  it('refuses a consent from which the person unticked a scope, and names the scope', async () => {
    const { code, stderr } = await loginAs({
      account: ACCOUNT,
      scopes: ['openid', 'email', 'offline_access'],
    });
    expect(code).toBe(1);
    expect(stderr).toContain('consent refused: consent for crew leaves out sheets\n');
    expect(stderr).toContain('next: leave every box ticked on the consent page: evergrant login crew\n');
    await unchanged();
  });

  it('refuses an answer without a refresh token and says how to get one', async () => {
    server.faults.add({ kind: 'refreshToken', as: 'missing', consumed: false });
    const { code, stderr } = await loginAs({ account: ACCOUNT });
    expect(code).toBe(1);
    expect(stderr).toContain('consent refused: the issuer gave no refresh token for crew;');
    expect(stderr).toMatch(/next: remove this application .*, then evergrant login crew\n$/);
    await unchanged();
  });

  it('says that the person said no, in the browser too', async () => {
    const login = place.start(['login', 'crew']);
    const denied = await server.approve(await pageToOpen(login), { account: ACCOUNT, denies: true });
    const seen = await follow(denied);
    expect(seen.status).toBe(400);
    expect(seen.page).toContain('Not signed in: the issuer answered access_denied: the person said no');
    expect(await login.ended).toBe(1);
    expect(login.talk.at(-1)).toBe('next: evergrant login crew');
    await unchanged();
  });

  it('says what the token endpoint answered when the code cannot be exchanged', async () => {
    server.faults.add({ kind: 'status', status: 503 });
    const { code, stderr } = await loginAs({ account: ACCOUNT });
    expect(code).toBe(1);
    expect(stderr).toMatch(/consent refused: the server is not available for now/);
    expect(stderr).toMatch(/next: .*evergrant login crew\n$/);
    await unchanged();
  });

  it('gives up after --timeout, with the command to begin again, and refuses a span that is none', async () => {
    const { code, stderr } = await place.run(['login', 'crew', '--timeout', '1s']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\nevergrant: nobody finished the consent within 1 s; the grant that was there is unchanged\nnext: evergrant login crew, .+\n$/,
    );
    expect((await place.run(['login', 'crew', '--timeout', 'soon'])).code).toBe(64);
    await unchanged();
  });

  it('ends at Ctrl-C with 130 and the command to begin again', async () => {
    const login = place.start(['login', 'crew']);
    await pageToOpen(login);
    login.child.kill('SIGINT');
    expect(await login.ended).toBe(130);
    expect(login.talk.slice(-2)).toEqual([
      'evergrant: consent was not finished; the grant that was there is unchanged',
      'next: evergrant login crew',
    ]);
    await unchanged();
  });

  it('says that the broker was restarted between the page and the answer', async () => {
    const login = place.start(['login', 'crew']);
    const redirect = await server.approve(await pageToOpen(login), { account: ACCOUNT });
    up.child.kill('SIGKILL');
    await up.ended;
    up = await place.up();
    await follow(redirect).catch(() => undefined);
    expect(await login.ended).toBe(1);
    expect(login.talk.slice(-2)).toEqual([
      expect.stringContaining('or the broker was restarted since'),
      'next: evergrant login crew',
    ]);
    await unchanged();
  });

  it('does not speak of a grant that never was', async () => {
    const fresh = cli.place({ issuer: server.issuer });
    await fresh.up();
    const login = fresh.start(['login', 'crew']);
    await follow(await server.approve(await pageToOpen(login), { account: 'guest@example.com' }));
    expect(await login.ended).toBe(1);
    expect(login.talk.slice(-2)).toEqual([
      'there was no grant before, and there is none now',
      'next: sign in as ops@example.com in that browser, then evergrant login crew',
    ]);
    const ended = fresh.start(['login', 'crew']);
    await pageToOpen(ended);
    ended.child.kill('SIGINT');
    expect(await ended.ended).toBe(130);
    expect(ended.talk.at(-2)).toBe(
      'evergrant: consent was not finished; there was no grant before, and there is none now',
    );
  });

  it('names the grants there are for one that is not declared', async () => {
    expect(await place.run(['login', 'crows'])).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'evergrant: there is no grant "crows" in the declaration; did you mean "crew"?\nnext: use one of: crew\n',
    });
  });

  it('refuses a port that is none', async () => {
    const { code, stderr } = await place.run(['login', 'crew', '--port', '80000']);
    expect(code).toBe(64);
    expect(stderr).toBe(
      'evergrant: --port 80000: expected a number from 1 to 65535\nnext: leave --port out to use a free one\n',
    );
  });

  cli.showsNoSecret();
});

async function loginAs(person: PersonsAnswer): Promise<Ended> {
  const login = place.start(['login', 'crew']);
  await follow(await server.approve(await pageToOpen(login), person));
  const code = await login.ended;
  return { code, stdout: String(login.stdout), stderr: login.text };
}

/** The sink, the generation and the token in force are those of before. */
async function unchanged(): Promise<void> {
  expect(readFileSync(`${place.folder}/crew.json`, 'utf8')).toBe(before);
  expect((await place.broker.status()).credentials).toMatchObject([{ state: 'healthy', generation: 1 }]);
}
