import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { parseJson } from '../../host/control/exchange.ts';
import { builtProgram } from '../support/built-program.ts';
import { type Process, startProcess } from '../support/evergrant-process.ts';
import { secretsFolderOf } from '../support/secrets-folder.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const built = builtProgram();
const folder = temporaryFolders();
const ACCOUNT = 'ops@example.com';

/** The scripts of system 3: Python where there is one, as there. */
const SCRIPT: readonly [string, string] =
  spawnSync('python3', ['--version']).status === 0
    ? ['python3', resolve('test/support/scripts/read_sheet.py')]
    : [process.execPath, resolve('test/support/scripts/read-sheet.mjs')];

let server: AuthorizationServer;
beforeAll(async () => {
  server = await AuthorizationServer.start({ settings: { accessTokenSeconds: 10 } });
});
afterAll(() => server.stop());

/** Everything that is typed and started in one home, in the order of a newcomer's first ten minutes. */
class Newcomer {
  readonly home = folder();
  readonly #processes: Process[] = [];

  start(...words: readonly string[]): Process {
    const started = startProcess([process.execPath, built().script, ...words], { home: this.home });
    this.#processes.push(started);
    return started;
  }

  async type(...words: readonly string[]): Promise<{ exitCode: number | null; text: string }> {
    const typed = this.start(...words);
    const exitCode = await typed.ended;
    return { exitCode, text: typed.lines.join('\n') };
  }

  /** Three scripts at once, each started from another directory. */
  async runScripts(): Promise<readonly (number | null)[]> {
    const scripts = ['/', '/tmp', this.home].map((workingDirectory) =>
      startProcess([...SCRIPT, server.resource], { home: this.home, workingDirectory }),
    );
    this.#processes.push(...scripts);
    return await Promise.all(scripts.map(({ ended }) => ended));
  }

  /** All that anybody printed. */
  get printed(): string {
    return this.#processes.flatMap(({ lines }) => lines).join('\n');
  }
}

/** Gives consent as a person does in a browser. */
async function login(newcomer: Newcomer): Promise<number | null> {
  const typed = newcomer.start('login', 'office', '--no-browser', '--json');
  const page = await typed.line((line) => {
    const said = parseJson(line);
    return typeof said === 'object' && said !== null && 'authorizationUrl' in said
      ? String(said.authorizationUrl)
      : undefined;
  });
  const redirect = await server.approve(page, { account: ACCOUNT });
  await (await fetch(redirect)).text();
  return await typed.ended;
}

describe("a newcomer's ten minutes", () => {
  it('import, check, up, scripts work; the grant dies, an alert comes; login, scripts work', async () => {
    const newcomer = new Newcomer();
    const { home } = newcomer;
    const { directory, refreshToken } = await secretsFolderOf(home, { server, account: ACCOUNT });
    const alerts = join(home, 'alerts.jsonl');
    const importing = [
      'import',
      directory,
      '--grant',
      'office',
      '--issuer',
      server.issuer,
      '--account',
      ACCOUNT,
    ];

    expect((await newcomer.type(...importing)).text).toContain('nothing was changed');
    expect(await newcomer.type(...importing, '--apply')).toMatchObject({ exitCode: 0 });
    appendFileSync(join(home, 'evergrant.yaml'), `alerts: { ops: { file: ${alerts} } }\n`);
    expect(await newcomer.type('check')).toMatchObject({ exitCode: 0 });

    const up = newcomer.start('up');
    const refreshed = (line: string) => (/ refreshed /.test(line) ? line : undefined);
    await up.line(refreshed);
    expect(await newcomer.runScripts()).toEqual([0, 0, 0]);
    // What needs to be the only broker says so, and what to do.
    for (const words of [
      [...importing, '--apply', '--take-over'],
      ['forget', 'office', '--yes'],
    ]) {
      const refused = await newcomer.type(...words);
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain('next: stop evergrant up, run this again, then start evergrant up');
    }
    // What the scripts can read now is no refresh token; the old file is moved aside once they have worked.
    expect(readFileSync(join(directory, 'google_token.json'), 'utf8')).not.toContain(refreshToken);
    expect(await newcomer.type(...importing, '--retire-old')).toMatchObject({ exitCode: 0 });

    server.revokeGrant(ACCOUNT);
    await up.line((line) => (line.includes('incidentOpened') ? line : undefined));
    expect(await newcomer.runScripts()).toEqual([1, 1, 1]);
    const status = await newcomer.type('status');
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain('evergrant login office');
    expect(readFileSync(alerts, 'utf8')).toContain('"severity":"CRITICAL"');

    expect(await login(newcomer)).toBe(0);
    expect(await newcomer.runScripts()).toEqual([0, 0, 0]);
    expect(await newcomer.type('status')).toMatchObject({ exitCode: 0 });
    await up.line((line) => (line.includes('incidentClosed') ? line : undefined));
    expect(await up.stop()).toBe(0);

    const talk =
      newcomer.printed + readFileSync(alerts, 'utf8') + readFileSync(join(home, 'evergrant.yaml'), 'utf8');
    const leaked = server.issuedSecrets().filter((secret) => talk.includes(secret.reveal()));
    expect(leaked).toHaveLength(0);
  }, 60_000);
});
