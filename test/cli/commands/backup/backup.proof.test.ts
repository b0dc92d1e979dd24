import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { runCli } from '../../../support/run-cli.ts';
import { secretsFolderOf } from '../../../support/secrets-folder.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
let server: AuthorizationServer;
beforeEach(async () => {
  server = await AuthorizationServer.start();
});
afterEach(() => server.stop());

/** A home with one grant that works, and a second home with the same declaration and no state. */
async function twoMachines() {
  const [home, other] = [folder(), folder()];
  const { directory } = await secretsFolderOf(home, { server });
  const words = ['import', directory, '--grant', 'office', '--issuer', server.issuer, '--apply'];
  await runCli(words, { home });
  writeFileSync(join(other, 'evergrant.yaml'), readFileSync(join(home, 'evergrant.yaml')));
  return { home, other, file: join(folder(), 'monday') };
}

const generationOf = async (home: string): Promise<unknown> =>
  JSON.parse((await runCli(['status', '--json'], { home })).stdout).credentials[0].generation;

describe('evergrant backup', () => {
  it('writes one file that its owner alone can read, and never over another', async () => {
    const { home, file } = await twoMachines();
    const { exitCode, stdout } = await runCli(['backup', file], { home });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('credentials: office');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    expect(await runCli(['backup', file], { home })).toMatchObject({ exitCode: 1 });
    expect(readFileSync(file)).toEqual(before);
  });

  it('is whole each time, however often the grant is refreshed meanwhile', async () => {
    const { home, file } = await twoMachines();
    let refreshes = 0;
    const refreshing = (async () => {
      for (; refreshes < 6; refreshes += 1) await runCli(['refresh', 'office'], { home });
    })();
    let count = 0;
    for (; refreshes < 6; count += 1) {
      const { exitCode, stdout } = await runCli(['backup', `${file}-${count}`, '--json'], { home });
      expect({ exitCode, grants: JSON.parse(stdout).grants }).toEqual({ exitCode: 0, grants: ['office'] });
    }
    await refreshing;
    expect(count).toBeGreaterThan(5);
    expect(await generationOf(home)).toBe(8);
  });
});

describe('evergrant restore', () => {
  it('makes a directory that refreshes nothing until it is claimed, and then works', async () => {
    const { home, other, file } = await twoMachines();
    await runCli(['backup', file], { home });
    const restored = await runCli(['restore', file], { home: other });
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(restored.stderr).toContain('next: stop evergrant there for good, then: evergrant claim');
    const sent = server.record.length;
    const refused = await runCli(['refresh', 'office'], { home: other });
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toContain('evergrant claim');
    expect(server.record).toHaveLength(sent);
    expect((await runCli(['claim', '--original-is-stopped'], { home: other })).exitCode).toBe(0);
    expect(await generationOf(other)).toBe(2);
  });

  it('is a clone even where it was made', async () => {
    const { home, other, file } = await twoMachines();
    await runCli(['backup', file], { home });
    await runCli(['restore', file], { home: other });
    expect((await runCli(['status'], { home: other })).stderr).toContain('claim');
  });

  it('does not spend a refresh token that the issuer has seen since: it finds out, and asks for consent', async () => {
    const { home, other, file } = await twoMachines();
    await runCli(['backup', file], { home });
    await runCli(['refresh', 'office'], { home });
    await runCli(['restore', file], { home: other });
    await runCli(['claim', '--original-is-stopped'], { home: other });
    const { exitCode, stderr } = await runCli(['refresh', 'office'], { home: other });
    expect({ exitCode, asks: stderr.includes('evergrant login office') }).toEqual({
      exitCode: 1,
      asks: true,
    });
    // The original's family still lives: the old token was asked about and not sent.
    expect((await runCli(['refresh', 'office'], { home })).exitCode).toBe(0);
  });

  it('never mixes a backup into a directory that is there', async () => {
    const { home, file } = await twoMachines();
    await runCli(['backup', file], { home });
    const { exitCode, stderr } = await runCli(['restore', file], { home });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not empty');
    expect(await generationOf(home)).toBe(2);
  });

  it.each([
    ['a flipped bit', (bytes: Buffer) => void bytes.writeUInt8(bytes.readUInt8(2_000) ^ 1, 2_000)],
    ['a missing end', (bytes: Buffer) => void bytes.fill(0, bytes.length - 10)],
  ])('refuses %s and leaves nothing behind', async (_what, damage) => {
    const { home, other, file } = await twoMachines();
    await runCli(['backup', file], { home });
    const bytes = readFileSync(file);
    damage(bytes);
    writeFileSync(file, bytes);
    expect(await runCli(['restore', file], { home: other })).toMatchObject({ exitCode: 1 });
    expect(readdirSync(other)).toEqual(['evergrant.yaml']);
  });

  it('refuses a backup of another deployment and a file that is not there', async () => {
    const { home, other, file } = await twoMachines();
    await runCli(['backup', file], { home });
    const yaml = readFileSync(join(other, 'evergrant.yaml'), 'utf8');
    writeFileSync(join(other, 'evergrant.yaml'), yaml.replace('deployment: default', 'deployment: jada'));
    expect((await runCli(['restore', file], { home: other })).exitCode).toBe(64);
    expect((await runCli(['restore', '/no/such/file'], { home: other })).exitCode).toBe(64);
  });
});
