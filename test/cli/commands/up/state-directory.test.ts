import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { canUnshare, IN_NAMESPACE } from '../../../support/mount-namespace.ts';

const cli = evergrantCli();

describe('evergrant up over a state directory that it cannot use', () => {
  it('refuses one that others can look into', async () => {
    const place = placeWithState(0o755);
    expect(await place.run(['up'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `evergrant: ${place.stateDirectory}: its permissions are 0755, expected 0700: other users could reach the secrets in it\nnext: chmod 700 ${place.stateDirectory}\n`,
    });
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot("refuses somebody else's, also as root (skipped unless these tests run as root)", async () => {
    const place = placeWithState(0o700);
    chownSync(place.stateDirectory, 12_345, 12_345);
    const { code, stderr } = await place.run(['up']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /: it belongs to user 12345, and this process runs as user 0\nnext: run as its owner: sudo -u "#12345", /,
    );
  });

  it('refuses a file in its place', async () => {
    const place = cli.place({ issuer: ISSUER });
    writeFileSync(place.stateDirectory, 'notes');
    expect(await place.run(['up'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `evergrant: ${place.stateDirectory}: expected a directory for the state, found a file\nnext: move it away: mv ${place.stateDirectory} ${place.stateDirectory}.old\n`,
    });
  });

  it('says which parent is missing', async () => {
    const place = cli.place({ issuer: ISSUER, change: { engine: { stateDirectory: './no/such/state' } } });
    const { code, stderr } = await place.run(['up']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `evergrant: ${place.folder}/no/such/state: cannot make the state directory, ${place.folder}/no/such does not exist\nnext: mkdir -p ${place.folder}/no/such\n`,
    );
  });

  const mounting = canUnshare() ? it : it.skip;

  mounting('says that the disk is full (skipped where no mount namespace can be made)', async () => {
    const place = placeWithState(0o700);
    const fill = `mount -t tmpfs -o size=64k,mode=700 none "${place.stateDirectory}" && (head -c 1m /dev/zero > "${place.stateDirectory}/filler"; true)`;
    const { code, stderr } = await place.run(['up'], { wrapper: IN_NAMESPACE(fill) });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /evergrant: \S+: no room is left on this file system\nnext: free some space on the file system of .+\n$/,
    );
  });

  mounting('says that the disk is read-only (skipped where no mount namespace can be made)', async () => {
    const place = placeWithState(0o700);
    const mount = `mount -t tmpfs -o ro,mode=700 none "${place.stateDirectory}"`;
    const { code, stderr } = await place.run(['up'], { wrapper: IN_NAMESPACE(mount) });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^evergrant: \S+: the file system is mounted read-only\nnext: mount it read-write, or name another state directory\n$/,
    );
  });

  it('leaves nothing behind in a directory that it refused', async () => {
    const place = placeWithState(0o750);
    await place.run(['up']);
    await place.run(['status']);
    expect(readdirSync(place.stateDirectory)).toEqual([]);
  });
});

/** Nothing here gets as far as asking it. */
const ISSUER = 'http://127.0.0.1:9';

function placeWithState(mode: number): CliPlace {
  const place = cli.place({ issuer: ISSUER });
  mkdirSync(place.stateDirectory);
  chmodSync(place.stateDirectory, mode);
  return place;
}
