import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf, shownOf, statusOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';
import { canUnshare, IN_NAMESPACE } from '../../support/mount-namespace.ts';

const start = hostPrograms();
const whereAllowed = canUnshare() ? it : it.skip;

/** A small disk of its own at this folder. */
const ownDisk = (folder: string) => IN_NAMESPACE(`mount -t tmpfs -o size=64k,mode=0700 none '${folder}'`);

/** The same with nothing left on it from the start on. */
const fullDisk = (folder: string) =>
  IN_NAMESPACE(
    `mount -t tmpfs -o size=64k,mode=0700 none '${folder}' && { head -c 1M /dev/zero > '${folder}/hog' 2>/dev/null || true; }`,
  );

const ANOTHER_DOCUMENT = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
sinks: { file: { token: sheets, file: FOLDER/sinks/file.json } }
daemons: { reader: { external: true, uses: [file] } }
hosts: { ops: { kind: external, daemons: [reader] } }
`;

/** A path as the program sees it that has disks of its own. */
const within = (pid: number, path: string) => join(`/proc/${pid}/root`, path);

describe('a full disk', () => {
  whereAllowed(
    'below its records keeps no token from anybody, and is told of until there is room',
    async () => {
      const { aws, world, up } = await start();
      const state = join(world.folder, 'state');
      await world.deploy();
      await world.save('sheets', 1);
      const daemon = up({ wrapper: fullDisk(state) });
      const host = { aws, world, daemon };
      await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
      const { message, remedy } = await findingOf(host, 'DiskFull');
      expect(message).toContain(state);
      expect(remedy).toMatch(/room|free/);
      await world.save('sheets', 2);
      world.tell('sheets', 2);
      await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
      rmSync(within(daemon.pid, join(state, 'hog')));
      await world.save('sheets', 3);
      world.tell('sheets', 3);
      await until(() => world.inSink('file') === accessTokenOf('sheets', 3));
      // Nothing is delivered any more that would show that the disk is well: a look does.
      await until(async () => {
        daemon.signal('SIGHUP');
        return (await statusOf(world)).findings.length === 0;
      });
      await findingGone(host, 'DiskFull');
      expect(existsSync(within(daemon.pid, join(state, 'document.json')))).toBe(true);
      expect(await daemon.stop()).toBe(0);
    },
  );

  whereAllowed(
    'goes on with the document that is kept when another one finds no room, for a start would find none',
    async () => {
      const { world, up } = await start();
      const state = join(world.folder, 'state');
      await world.deploy();
      await world.save('sheets', 1);
      const daemon = up({ wrapper: fullDisk(state) });
      await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
      await world.deploy(ANOTHER_DOCUMENT);
      await world.save('sheets', 2);
      // A look takes the document first, and the tokens only when it stays.
      daemon.signal('SIGHUP');
      await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
      expect(daemon.lines).not.toContainEqual(expect.stringContaining('another host document'));
      rmSync(within(daemon.pid, join(state, 'hog')));
      daemon.signal('SIGHUP');
      expect(await daemon.ended).toBe(0);
      expect(daemon.lines).toContainEqual(expect.stringContaining('another host document'));
    },
  );

  whereAllowed(
    'below a sink leaves the last good token there, and is told of until it is delivered',
    async () => {
      const { aws, world, up } = await start();
      const sinks = join(world.folder, 'sinks');
      await world.deploy();
      await world.save('sheets', 1);
      const daemon = up({ wrapper: ownDisk(sinks) });
      const file = within(daemon.pid, join(sinks, 'file.json'));
      const hog = within(daemon.pid, join(sinks, 'hog'));
      await daemon.line((each) => (each.startsWith('delivered') ? each : undefined));
      expect(readFileSync(file, 'utf8')).toContain(accessTokenOf('sheets', 1));
      expect(() => writeFileSync(hog, Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
      await world.save('sheets', 2);
      world.tell('sheets', 2);
      const line = await daemon.line((each) => (each.startsWith('deliveryFailed') ? each : undefined));
      expect(line).toContain('file');
      await until(async () => (await shownOf(aws)).includes('  ! sink file: '));
      expect(await shownOf(aws)).toMatch(/! sink file: .*(room|space|full).*\n {4}next: .*(room|free)/);
      const [sheets] = (await statusOf(world)).credentials;
      expect(sheets?.deliveries[0]).toMatchObject({
        sink: 'file',
        error: expect.stringMatching(/room|space|full/),
      });
      expect(readFileSync(file, 'utf8')).toContain(accessTokenOf('sheets', 1));
      rmSync(hog);
      daemon.signal('SIGHUP');
      await until(() => readFileSync(file, 'utf8').includes(accessTokenOf('sheets', 2)));
      await until(async () => !(await shownOf(aws)).includes('! sink file'));
    },
  );

  whereAllowed('fails the self-test, with what to do', async () => {
    const { world, run } = await start();
    await world.deploy();
    const test = run(['self-test'], { wrapper: fullDisk(join(world.folder, 'state')) });
    expect(await test.ended).toBe(1);
    const at = test.lines.findIndex((line) => line.startsWith('FAILED  disk: '));
    expect(test.lines[at]).toContain(`no room is left at ${join(world.folder, 'state')}`);
    expect(test.lines[at + 1]).toBe('        next: df -h; then free some');
    expect(test.lines.at(-1)).toMatch(/this result was not kept/);
  });
});
