import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../../support/run-cli.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();

const DECLARATION = `
version: 1
deployment: jada
engine: { stateDirectory: /var/lib/evergrant/jada }
clients: { google: { issuer: google, clientId: x, clientSecretEnv: JADA_SECRET } }
grants: { crew-sheets: { client: google } }
sinks: { port-sheet-token: { token: crew-sheets, file: /opt/jada/token.json } }
daemons: { port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token], workingDirectory: /opt/jada } }
`;

const WITH_SOCKET = `${DECLARATION}tokenSocket: { group: games, tokens: [crew-sheets] }\n`;

function home(declaration = DECLARATION): string {
  const path = folder();
  writeFileSync(join(path, 'evergrant.yaml'), declaration);
  return path;
}

const analyze = spawnSync('systemd-analyze', ['--version']);
const withSystemd = analyze.status === 0 ? it : it.skip;
const WHY = analyze.status === 0 ? '' : ' (skipped: systemd-analyze is not installed here)';

/** What `systemd-analyze security` calls OK ends at 5; ours stay far below. */
const MOST_EXPOSURE = 2;

describe('evergrant install', () => {
  it('shows the units and changes nothing', async () => {
    const place = home();
    const { exitCode, stdout, stderr } = await runCli(['install', '--directory', 'units'], { home: place });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`# ${place}/units/evergrant-jada.service (not there yet)`);
    expect(stderr).toContain('next: the same with --write');
    expect(readdirSync(place)).toEqual(['evergrant.yaml']);
  });

  it('writes them and says what to type', async () => {
    const place = home();
    const words = ['install', '--write', '--directory', 'units', '--run-as', 'jada'];
    const { exitCode, stderr } = await runCli(words, { home: place });
    expect(exitCode).toBe(0);
    expect(readdirSync(join(place, 'units')).sort()).toEqual([
      'evergrant-jada-port-sheet.service',
      'evergrant-jada.service',
    ]);
    expect(stderr).toContain(
      'next: systemctl enable --now evergrant-jada.service evergrant-jada-port-sheet.service',
    );
    expect(stderr).toContain(`next: put the client secrets of the declaration into ${place}/jada.env, 0600`);
    expect((await runCli(words, { home: place })).stdout).toContain('is as it should be');
  });

  it('does not overwrite a unit that was changed, and keeps it when it must', async () => {
    const place = home();
    const words = ['install', '--write', '--directory', 'units'];
    await runCli(words, { home: place });
    const unit = join(place, 'units', 'evergrant-jada.service');
    writeFileSync(unit, '# mine\n');
    const refused = await runCli(words, { home: place });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toContain(`${unit} differs`);
    expect(readFileSync(unit, 'utf8')).toBe('# mine\n');
    await runCli([...words, '--force'], { home: place });
    expect(readFileSync(`${unit}.kept`, 'utf8')).toBe('# mine\n');
    expect(readFileSync(unit, 'utf8')).toContain('[Service]');
  });

  it("puts a user's own units where that user's manager looks", async () => {
    const place = home();
    const { stderr } = await runCli(['install', '--user', '--write'], { home: place });
    expect(readdirSync(join(place, '.config', 'systemd', 'user'))).toHaveLength(2);
    expect(stderr).toContain('systemctl --user enable --now');
  });

  it('says how to make the directory of a token socket where no unit does', async () => {
    const place = home(
      DECLARATION.concat('tokenSocket: { path: run/s, group: games, tokens: [crew-sheets] }\n'),
    );
    const words = ['install', '--write', '--directory', 'units', '--run-as', 'jada'];
    expect((await runCli(words, { home: place })).stderr).toContain(
      `next: sudo install -d -m 755 -o jada ${place}/run      # for the token socket\n`,
    );
    const own = await runCli(['install', '--user', '--write'], { home: home(WITH_SOCKET) });
    expect(own.stderr).toContain(' /run/evergrant/jada      # for the token socket\n');
  });

  withSystemd.each([
    { manager: [], declaration: DECLARATION },
    { manager: ['--user'], declaration: DECLARATION },
    { manager: [], declaration: WITH_SOCKET },
  ])(`writes units that systemd-analyze verifies, %j${WHY}`, async ({ manager, declaration }) => {
    const place = home(declaration);
    mkdirSync(join(place, 'run'));
    // The units name a program that exists, so that verify can look at it.
    const words = ['install', ...manager, '--write', '--directory', 'units', '--run-as', 'games'];
    await runCli(words, { home: place });
    const environment = { ...process.env, XDG_RUNTIME_DIR: join(place, 'run') };
    for (const name of readdirSync(join(place, 'units'))) {
      const unit = join(place, 'units', name);
      const verified = spawnSync('systemd-analyze', [...manager, 'verify', unit], {
        env: environment,
        encoding: 'utf8',
      });
      const complaints = verified.stderr.split('\n').filter((line) => line.includes(name));
      expect({ complaints, status: verified.status }).toEqual({ complaints: [], status: 0 });
    }
  });

  withSystemd.each([
    ['without a token socket', DECLARATION],
    ['with one', WITH_SOCKET],
  ])(`leaves little exposed %s, by systemd-analyze security${WHY}`, async (_which, declaration) => {
    const place = home(declaration);
    await runCli(['install', '--write', '--directory', 'units', '--run-as', 'jada'], { home: place });
    for (const name of readdirSync(join(place, 'units'))) {
      const unit = join(place, 'units', name);
      const report = execFileSync('systemd-analyze', ['security', '--offline=true', unit], {
        encoding: 'utf8',
      });
      const [, level, word] = /Overall exposure level for \S+: ([\d.]+) (\S+)/.exec(report) ?? [];
      expect({ name, word, low: Number(level) < MOST_EXPOSURE }).toEqual({ name, word: 'OK', low: true });
    }
  });
});
