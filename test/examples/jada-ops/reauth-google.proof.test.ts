import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { httpListeners } from '../../support/http-listener.ts';
import { type SignedInBroker, signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const folder = temporaryFolders();
const listen = httpListeners();
const REAUTH = resolve('examples/jada-ops/reauth_google.py');

/** A script as system 3 has them: it knows the token file, and reauth_google.py beside itself for a 401. */
const SCRIPT = `
import json, os, subprocess, sys, urllib.error, urllib.request
HERE = os.path.dirname(os.path.abspath(__file__))
def call():
    with open(os.path.expanduser("~/.secrets/google_token.json")) as file:
        token = json.load(file)["access_token"]
    request = urllib.request.Request(sys.argv[1], headers={"Authorization": "Bearer " + token})
    return urllib.request.urlopen(request).read().decode()
try:
    print(call())
except urllib.error.HTTPError as error:
    if error.code != 401:
        raise
    subprocess.run([sys.executable, os.path.join(HERE, "reauth_google.py")], check=True)
    print(call())
`;

let home: string;
let signedIn: SignedInBroker;
let cache: string;

beforeEach(async () => {
  home = folder();
  mkdirSync(join(home, '.secrets'), { mode: 0o700 });
  cache = join(home, '.secrets', 'google_token.json');
  // A token of 20 s may be replaced 2 s after its issue, and is refreshed ahead of its end only after 13 s.
  signedIn = await signedInBroker(folder(), { accessTokenSeconds: 20 });
});

afterEach(() => signedIn.close());

/** Puts the token in force into the cache, in the shape that the old reauth_google.py wrote. */
async function cacheToken(): Promise<string> {
  const token = await signedIn.broker.token('office', { minValidSeconds: 0 });
  if (token.kind !== 'token') throw new Error(token.message);
  const value = token.accessToken.reveal();
  writeFileSync(cache, JSON.stringify({ access_token: value, scope: 'sheets', expires_at: 1 }), {
    mode: 0o640,
  });
  chmodSync(cache, 0o640);
  const after = Date.now() + 2_000;
  while (Date.now() <= after) await new Promise((done) => setTimeout(done, 10));
  return value;
}

/** Runs python3 in a folder that has nothing to do with the scripts. */
async function python(args: readonly string[], environment: Record<string, string> = {}) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    EVERGRANT_SOCKET: signedIn.socketPath,
    EVERGRANT_TOKEN: 'office',
    ...environment,
  };
  try {
    return { code: 0, ...(await run('python3', args, { cwd: '/', env })) };
  } catch (error) {
    const { code, stdout, stderr } = Object(error) as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('reauth_google.py', () => {
  it('serves three unmodified scripts that meet 401 in the same second with one exchange', async () => {
    const dead = await cacheToken();
    const scripts = join(home, 'scripts');
    mkdirSync(scripts);
    symlinkSync(REAUTH, join(scripts, 'reauth_google.py'));
    const names = ['gmail_jennifer.py', 'build_sheet.py', 'gmail_diag.py'].map((name) => join(scripts, name));
    for (const name of names) writeFileSync(name, SCRIPT);
    // The first three calls are held until all are there, so that all three scripts meet the 401 together.
    const held: (() => void)[] = [];
    const { origin } = await listen((request, response) => {
      if (request.headers.authorization !== `Bearer ${dead}`) return void response.end('rows');
      held.push(() => response.writeHead(401).end());
      if (held.length === names.length) for (const refuse of held) refuse();
    });
    const ends = await Promise.all(names.map((name) => python([name, origin])));
    expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual(names.map(() => [0, 'rows\n']));
    expect(signedIn.exchanges()).toBe(1);
    expect(signedIn.server.record.at(-1)).toMatchObject({ outcome: 'issued', grantType: 'refresh_token' });
    const said = ends.map(({ stdout, stderr }) => stdout + stderr).join('');
    for (const secret of signedIn.secrets()) expect(said).not.toContain(secret);
  });

  it('keeps the shape and the mode of the token file, and never puts a refresh token into it', async () => {
    const dead = await cacheToken();
    expect((await python([REAUTH])).code).toBe(0);
    const { access_token, expires_at, ...rest } = JSON.parse(readFileSync(cache, 'utf8')) as Record<
      string,
      unknown
    >;
    expect(access_token).not.toBe(dead);
    expect(signedIn.secrets()).toContain(access_token);
    expect(expires_at).toBeGreaterThan(Date.now() / 1_000 - 60);
    expect(rest).toEqual({ scope: 'sheets' });
    expect(statSync(cache).mode & 0o777).toBe(0o640);
  });

  it('asks for no exchange when the file was merely behind', async () => {
    writeFileSync(cache, JSON.stringify({ token: 'ya29.of-yesterday', expiry: '2026-05-12T00:00:00Z' }));
    expect((await python([REAUTH])).code).toBe(0);
    expect(signedIn.exchanges()).toBe(0);
    expect(Object.keys(JSON.parse(readFileSync(cache, 'utf8')) as object)).toEqual(['token', 'expiry']);
  });

  it.each([
    [
      'the broker is away',
      () => ({ EVERGRANT_SOCKET: '/nowhere/control.sock' }),
      /no broker answers on \/nowhere\/control\.sock; next: start it/,
    ],
    [
      'nobody declared the token',
      () => ({ EVERGRANT_TOKEN: 'offices' }),
      /there is no token "offices".*UnknownToken.*next: use one of: office/,
    ],
    [
      'the directory is missing',
      () => ({ GOOGLE_SECRETS_DIR: '/nowhere' }),
      /\/nowhere: there is no such directory; next: mkdir/,
    ],
    [
      'the token file is not JSON',
      () => {
        writeFileSync(cache, 'not JSON: very-secret');
        return {};
      },
      /google_token\.json: this is not JSON; next:/,
    ],
  ])('says in one line what is wrong when %s', async (_when, given, said) => {
    const { code, stdout, stderr } = await python([REAUTH], given());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('very-secret');
  });
});
