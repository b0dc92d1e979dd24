import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { readAlerts } from '../../drill/read-alerts.ts';
import { type CliPlace, evergrantCli } from '../support/cli.ts';
import type { CommandProcess } from '../support/command-process.ts';
import { httpListeners } from '../support/http-listener.ts';
import { secretsIn } from '../support/secret-search.ts';
import { ACCOUNT, describePython, login, turnToDrill } from './example-app.ts';

const GRANT = 'crew-sheets';
const cli = evergrantCli();
const listen = httpListeners();

describePython('examples/port-sheet', () => {
  let server: AuthorizationServer;
  let place: CliPlace;
  let up: CommandProcess;
  let run: CommandProcess;
  const alerts = () => readAlerts(join(place.folder, 'jada-agent-alerts.log'));

  beforeAll(async () => {
    // A refusal is looked into once a tenth of the token's life is over, so no more than two cycles come before.
    server = await cli.server({ settings: { accessTokenSeconds: 12 } });
    place = cli.place({ issuer: server.issuer });
    turnToDrill('port-sheet', {
      place,
      server,
      change: ({ daemons }) => {
        const daemon = daemons?.['port-sheet'];
        Object.assign(daemon ?? {}, { every: '1s' });
        Object.assign(Object(daemon?.environment), { PORT_SHEET_URL: server.resource });
      },
    });
    up = await place.up();
    await login(place, { grant: GRANT, server });
    run = place.start(['run', 'port-sheet', '--json']);
  });

  // The supervisor first: it says good-bye to a broker that is still there.
  afterAll(async () => {
    for (const process of [run, up]) {
      process?.child.kill('SIGTERM');
      await process?.ended;
    }
  });

  it('has a declaration that evergrant check accepts as it is, and asks for the client beside it', async () => {
    const folder = cli.folder();
    cpSync(resolve('examples/port-sheet'), folder, { recursive: true });
    const { code, stdout, stderr } = await cli.run(['check'], { folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: clients\.google\.credentialsFile: .*google_client\.json; next: .*\n$/);
    expect(stdout).toContain('daemon     port-sheet uses port-sheet-token');
  });

  it('syncs with the token that was delivered', async () => {
    await run.saw('runSucceeded', 2);
    expect(run.stdout.toString()).toContain('[port-sheet] synced 2 rows\n');
  });

  it('says a revoked grant in the log forms of the old job, and is held', async () => {
    server.revokeGrant(ACCOUNT);
    expect(await run.saw('runHeld')).toMatchObject({ hold: { grant: GRANT, latched: true } });
    const said = run.talk.filter((line) => line.startsWith('[port-sheet]'));
    expect(said.slice(0, 3)).toEqual([
      '[port-sheet] token error: HTTP Error 401: Unauthorized',
      expect.stringMatching(/^\[port-sheet\] sync cycle failed at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      '[port-sheet] retrying in 30 minutes',
    ]);
    expect(run.events('runFailed').length).toBeLessThanOrEqual(3);
  });

  it('leaves a CRITICAL record with the command to type, and the broker one with the causes', async () => {
    await run.saw('critical');
    // Two programs write to the file, and the broker's record may be the later one.
    let records = await alerts();
    while (!records.some(({ kind }) => kind === 'opened')) {
      await new Promise((again) => setImmediate(again));
      records = await alerts();
    }
    expect(records.filter(({ daemon }) => daemon === 'port-sheet')).toMatchObject([
      { severity: 'CRITICAL', grant: GRANT, remedy: `evergrant login ${GRANT}`, nextRunAt: null },
    ]);
    expect(records.filter(({ kind }) => kind === 'opened')).toContainEqual(
      expect.objectContaining({ severity: 'CRITICAL', grant: GRANT, remedy: `evergrant login ${GRANT}` }),
    );
  });

  it('syncs again as soon as consent is given, without waiting for a slot', async () => {
    const before = { woken: run.events('runWoken').length, done: run.events('runSucceeded').length };
    await login(place, { grant: GRANT, server });
    expect(await run.saw('runWoken', before.woken + 1)).toMatchObject({ because: 'released' });
    await run.saw('runSucceeded', before.done + 1);
  });

  it.each([
    [400, /^\[port-sheet\] token error: HTTP Error 400: Bad Request$/],
    [429, /^\[port-sheet\] sheet error: HTTP Error 429: Too Many Requests$/],
    [503, /^\[port-sheet\] sheet error: HTTP Error 503: Service Unavailable$/],
  ])('tells by its first line what an answer of %i is about, and exits with 1', async (status, line) => {
    const { origin } = await listen((_request, response) => void response.writeHead(status).end('body'));
    const token = join(cli.folder(), 'token.json');
    writeFileSync(token, '{"access_token":"t"}');
    const env = { PATH: process.env.PATH, PORT_SHEET_TOKEN_FILE: token, PORT_SHEET_URL: origin };
    const script = join(place.folder, 'port_sheet_sync.py');
    const cycle = promisify(execFile)('python3', [script], { env });
    const { code, stdout, stderr } = await cycle.then(
      () => ({ code: 0, stdout: '', stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')[0]).toMatch(line);
  });

  it('exits with 2 when nobody said where the sheet is', async () => {
    const script = join(place.folder, 'port_sheet_sync.py');
    const cycle = promisify(execFile)('python3', [script], { env: { PATH: process.env.PATH } });
    await expect(cycle).rejects.toMatchObject({
      code: 2,
      stderr: '[port-sheet] PORT_SHEET_TOKEN_FILE is not set\n',
    });
  });

  it('shows no secret in the log or in the alerts', async () => {
    const texts = [
      { place: 'log', text: run.stdout.toString() + run.text + up.text },
      { place: 'alerts', text: JSON.stringify(await alerts()) },
    ];
    expect(server.issuedSecrets().length).toBeGreaterThan(0);
    expect(secretsIn(texts, server.issuedSecrets())).toEqual([]);
  });
});
