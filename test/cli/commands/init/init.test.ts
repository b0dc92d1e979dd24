import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../../support/run-cli.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const WORDS = ['init', '--issuer', 'google', '--grant', 'crew-sheets', '--credentials-file', 'client.json'];

describe('evergrant init', () => {
  it('writes a declaration that evergrant check accepts', async () => {
    const home = folder();
    const words = [
      ...WORDS,
      '--scopes',
      'spreadsheets,drive',
      '--sink',
      'token.json',
      '--sink',
      'b/token.json',
    ];
    const { exitCode, stderr } = await runCli(words, { home });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('next: evergrant login crew-sheets');
    const checked = await runCli(['check', '--json'], { home });
    expect(JSON.parse(checked.stdout)).toMatchObject({
      grants: ['crew-sheets'],
      sinks: ['crew-sheets-token', 'crew-sheets-token-2'],
    });
  });

  it('asks on a terminal for what no option says', async () => {
    const home = folder();
    const typed = ['', 'crew', '', 'desk', '', 'sheets', 'ops@example.com', 'token.txt'];
    expect((await runCli(['init'], { home, typed })).exitCode).toBe(0);
    const text = readFileSync(join(home, 'evergrant.yaml'), 'utf8');
    for (const line of ['issuer: google', 'clientId: desk', 'account: ops@example.com', 'file: token.txt'])
      expect(text).toContain(line);
  });

  it('takes the domain of a tenant, asks for it, and misses it where every customer has one', async () => {
    const words = ['init', '--print', '--issuer', 'okta', '--grant', 'crew', '--client-id', 'crew'];
    const given = await runCli([...words, '--domain', 'acme.okta.com'], { home: folder() });
    expect(given.stdout).toMatch(/preset: okta\n\s+domain: acme\.okta\.com\n/);
    const missed = await runCli(words, { home: folder() });
    expect(missed.exitCode).toBe(64);
    expect(missed.stderr).toMatch(/these options are missing: --domain\n/);
    const asked = await runCli(words, { home: folder(), typed: ['acme.okta.com', '', '', ''] });
    expect(asked.stdout).toMatch(/domain: acme\.okta\.com/);
  });

  it('names everything that is missing where nobody can be asked', async () => {
    const home = folder();
    const { exitCode, stderr } = await runCli(['init'], { home });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--issuer, --grant, --client-id or --credentials-file');
    expect(stderr).toMatch(/next: .*docs\/google-client\.md/);
    expect(readdirSync(home)).toEqual([]);
  });

  it('never overwrites; --force keeps the old one', async () => {
    const home = folder();
    await runCli(WORDS, { home });
    const before = readFileSync(join(home, 'evergrant.yaml'), 'utf8');
    const again = [...WORDS, '--deployment', 'other'];
    expect(await runCli(again, { home })).toMatchObject({ exitCode: 1 });
    expect(readFileSync(join(home, 'evergrant.yaml'), 'utf8')).toBe(before);
    const forced = await runCli([...again, '--force', '--json'], { home });
    const { kept } = JSON.parse(forced.stdout) as { kept: string };
    expect(readFileSync(kept, 'utf8')).toBe(before);
    expect(readFileSync(join(home, 'evergrant.yaml'), 'utf8')).toContain('deployment: other');
  });

  it('only prints with --print', async () => {
    const home = folder();
    const { exitCode, stdout } = await runCli([...WORDS, '--print'], { home });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('grants:\n  crew-sheets:');
    expect(existsSync(join(home, 'evergrant.yaml'))).toBe(false);
  });

  it('writes nothing that evergrant check would refuse', async () => {
    const home = folder();
    const { exitCode, stderr } = await runCli(
      [...WORDS.slice(0, 1), '--issuer', 'gogle', ...WORDS.slice(3)],
      { home },
    );
    expect(exitCode).toBe(78);
    expect(stderr).toContain('nothing was written; ');
    expect(stderr).toContain('did you mean "google"?');
    expect(stderr).toContain('\nnext: correct the options or answers, then run evergrant init again\n');
    expect(readdirSync(home)).toEqual([]);
  });
});
