import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../support/cli.ts';
import type { CommandProcess } from '../support/command-process.ts';
import { httpListeners } from '../support/http-listener.ts';
import { describePython, login, turnToDrill } from './example-app.ts';

const SCRIPTS = ['gmail_jennifer.py', 'build_sheet.py', 'gmail_diag.py'] as const;
/** A user that owns nothing here, and a Python outside the home directory of whoever runs the tests. */
const NOBODY = 65_534;
const PYTHON_OF_NOBODY = '/usr/bin/python3';
const mayBecomeNobody = process.getuid?.() === 0 && existsSync(PYTHON_OF_NOBODY);

/** Tries to read every file that it is given, and every directory of theirs. */
const PRYING = `
import json, os, sys
got = []
for path in sys.argv[1:]:
    for attempt in (lambda: open(path, "rb").read(), lambda: os.listdir(os.path.dirname(path))):
        try:
            attempt()
            got.append(path)
        except PermissionError:
            pass
print(json.dumps([os.getuid(), got]))
`;

const cli = evergrantCli();
const listen = httpListeners();

interface ScriptRun {
  readonly cwd?: string;
  readonly python?: string;
  readonly user?: number;
  readonly environment?: Record<string, string>;
}

describePython('examples/jada-ops', () => {
  let server: AuthorizationServer;
  let place: CliPlace;
  let up: CommandProcess;
  let scripts: string;
  let replaceableAt: number;

  beforeAll(async () => {
    // A token of 40 s may be replaced 4 s after its issue, and is refreshed ahead of its end only after 26 s.
    server = await cli.server({ settings: { accessTokenSeconds: 40 } });
    place = cli.place({ issuer: server.issuer });
    // Other users may pass, so that what keeps them out is what Evergrant does.
    chmodSync(place.folder, 0o755);
    scripts = join(place.folder, 'scripts');
    mkdirSync(join(place.folder, '.secrets'), { mode: 0o700 });
    mkdirSync(join(place.folder, 'shared'), { mode: 0o755 });
    turnToDrill('jada-ops', {
      place,
      folder: scripts,
      server,
      change: ({ sinks }) => {
        if (!sinks || !mayBecomeNobody) return;
        sinks['google-token-of-nobody'] = {
          ...sinks['google-token'],
          file: join(place.folder, 'shared', 'google_token.json'),
          owner: 'nobody',
        };
      },
    });
    up = await place.up();
    await login(place, { grant: 'google', server });
    replaceableAt = Date.now() + 4_000;
    const sinks = mayBecomeNobody ? 2 : 1;
    await up.until(() => up.stdout.toString().split('"type":"delivered"').length > sinks);
  });

  afterAll(async () => {
    up?.child.kill('SIGTERM');
    await up?.ended;
  });

  /** Runs Python as a cron job would: hardly any environment, and nothing that leads to the broker. */
  function python(words: readonly string[], given: ScriptRun = {}) {
    const { cwd = '/', python: program = 'python3', user, environment } = given;
    const env = { PATH: process.env.PATH, HOME: place.folder, ...urls(server.resource), ...environment };
    const identity = user === undefined ? {} : { uid: user, gid: user };
    return new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
      execFile(program, words, { cwd, env, ...identity }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : error.code, stdout, stderr }),
      );
    });
  }

  const refreshes = () => server.record.filter(({ grantType }) => grantType === 'refresh_token').length;

  it('has a declaration that evergrant check accepts as it is, and asks for the client beside it', async () => {
    const folder = cli.folder();
    cpSync(resolve('examples/jada-ops'), folder, { recursive: true });
    const { code, stdout, stderr } = await cli.run(['check'], { folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: clients\.google\.credentialsFile: .*gmail_credentials\.json; next: .*\nwarning: sinks\.google-token\.file: .*mkdir -p .*\n$/,
    );
    expect(stdout).toContain(`token google into ${join(folder, '.secrets', 'google_token.json')}`);
  });

  it('delivers the token in the shape that Google reads, with nothing in it that refreshes', () => {
    const { token, ...rest } = JSON.parse(
      readFileSync(join(place.folder, '.secrets', 'google_token.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(server.issuedSecrets().map((secret) => secret.reveal())).toContain(token);
    expect(rest).toMatchObject({
      type: 'authorized_user',
      refresh_token: 'kept-by-evergrant',
      client_secret: 'kept-by-evergrant',
    });
  });

  it.each(SCRIPTS)('runs %s from another directory', async (name) => {
    const elsewhere = cli.folder();
    expect(await python([join(scripts, name)], { cwd: elsewhere })).toMatchObject({ code: 0, stderr: '' });
    const relative = join('scripts', name);
    expect(await python([relative], { cwd: place.folder })).toMatchObject({ code: 0, stderr: '' });
  });

  it('serves three scripts that meet 401 in the same second with exactly one exchange', async () => {
    const before = refreshes();
    const dead = tokenIn(join(place.folder, '.secrets'));
    await wait(Math.max(0, replaceableAt - Date.now()));
    // The service refuses one token, to all three at once; with any other the drill's own resource decides.
    const refused: (() => void)[] = [];
    const { origin } = await listen((request, response) => {
      const { authorization } = request.headers;
      if (authorization !== `Bearer ${dead}`) {
        void fetch(server.resource, { headers: { authorization: authorization ?? '' } }).then(
          async (answer) => void response.writeHead(answer.status).end(await answer.text()),
        );
        return;
      }
      refused.push(() => response.writeHead(401).end());
      if (refused.length === SCRIPTS.length) for (const refuse of refused) refuse();
    });
    const ends = await Promise.all(
      SCRIPTS.map((name) => python([join(scripts, name)], { environment: urls(origin) })),
    );
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(SCRIPTS.map(() => [0, '']));
    expect(refused).toHaveLength(3);
    expect(refreshes() - before).toBe(1);
    expect(server.record.at(-1)).toMatchObject({ outcome: 'issued', grantType: 'refresh_token' });
    expect(tokenIn(join(place.folder, '.secrets'))).not.toBe(dead);
    const said = ends.map(({ stdout }) => stdout).join('');
    for (const secret of server.issuedSecrets()) expect(said).not.toContain(secret.reveal());
  });

  const asNobody = mayBecomeNobody ? it : it.skip;

  asNobody('keeps the refresh token from a script of another user (needs root)', async () => {
    const state = join(place.folder, '.local', 'state', 'evergrant', 'default');
    const files = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const secrets = server.issuedSecrets().map((secret) => secret.reveal());
    const holdsSecrets = files.filter((file) => {
      const text = readFileSync(file, 'utf8');
      return secrets.some((secret) => text.includes(secret));
    });
    // The control: what is pried into is really there.
    expect(holdsSecrets).not.toEqual([]);
    const pried = await python(['-c', PRYING, ...files], { python: PYTHON_OF_NOBODY, user: NOBODY });
    expect([pried.code, pried.stderr]).toEqual([0, '']);
    expect(JSON.parse(pried.stdout)).toEqual([NOBODY, []]);
  });

  asNobody(
    'lets that script work with the token file that is declared for its user (needs root)',
    async () => {
      const end = await python([join(scripts, 'build_sheet.py')], {
        python: PYTHON_OF_NOBODY,
        user: NOBODY,
        environment: { GOOGLE_SECRETS_DIR: join(place.folder, 'shared') },
      });
      expect(end).toEqual({ code: 0, stdout: 'build_sheet: 2 rows\n', stderr: '' });
    },
  );

  it('names the directory, the mode or the JSON that is wrong', async () => {
    const environment = { GOOGLE_SECRETS_DIR: '/nowhere' };
    const missing = await python([join(scripts, 'gmail_diag.py')], { environment });
    expect([missing.code, missing.stdout]).toEqual([
      1,
      expect.stringContaining('next: mkdir -m 700 /nowhere'),
    ]);
    const open = join(place.folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o755);
    cpSync(join(scripts, 'README.md'), join(open, 'google_token.json'));
    const wrong = await python([join(scripts, 'gmail_diag.py')], {
      environment: { GOOGLE_SECRETS_DIR: open },
    });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain(`FAIL ${open} has mode 0755; next: chmod 700 ${open}\n`);
    expect(wrong.stdout).toContain('google_token.json is not JSON; next: ');
  });
});

function urls(address: string): Record<string, string> {
  return { GMAIL_URL: address, SHEET_URL: address, DIAG_URL: address };
}

function tokenIn(directory: string): string {
  return JSON.parse(readFileSync(join(directory, 'google_token.json'), 'utf8')).token;
}
