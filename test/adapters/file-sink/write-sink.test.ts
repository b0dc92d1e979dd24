import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type FileTarget, writeSink } from '../../../adapters/file-sink/write-sink.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const isRoot = process.getuid?.() === 0;
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
const NOBODY = 65_534;

function target(file: string, changes: Partial<FileTarget> = {}): FileTarget {
  return { file, mode: 0o600, owner: undefined, ...changes };
}

const CONTENT = new SecretText('ya29.secret-in-the-file\n');

/**
 * Runs the writer in a process of its own.
 *
 * @param how `script`: shell commands in which `"$@"` is the writer; what they mount is mounted for them alone
 * @returns what was printed
 */
async function writeElsewhere(
  file: string,
  { user, size = 1, script }: { user?: number; size?: number; script?: string },
): Promise<string> {
  const program = await bundleProgram('test/support/programs/write-sink.ts');
  const line = [process.execPath, program, file, String(size), ...(user === undefined ? [] : [String(user)])];
  const namespace = script === undefined ? [] : ['unshare', '-rm', 'sh', '-c', script, 'sh'];
  const [command = '', ...rest] = [...namespace, ...line];
  return spawnSync(command, rest, { encoding: 'utf8' }).stdout;
}

describe('writing a token into a file', () => {
  it('makes it with exactly the mode that is declared, whatever the umask, and leaves nothing beside it', async () => {
    const directory = folder();
    await writeSink(target(join(directory, 'token.json'), { mode: 0o664 }), CONTENT);
    expect(statSync(join(directory, 'token.json')).mode & 0o7777).toBe(0o664);
    expect(readFileSync(join(directory, 'token.json'), 'utf8')).toBe(CONTENT.reveal());
    expect(readdirSync(directory)).toEqual(['token.json']);
  });

  it('tightens the mode of a file that was there', async () => {
    const file = join(folder(), 'token.json');
    writeFileSync(file, 'old', { mode: 0o666 });
    await writeSink(target(file), CONTENT);
    expect(statSync(file).mode & 0o7777).toBe(0o600);
  });

  (isRoot ? it : it.skip)('gives it to the owner and group that are declared', async () => {
    const file = join(folder(), 'token.json');
    await writeSink(target(file, { owner: '1234:4321' }), CONTENT);
    expect(statSync(file)).toMatchObject({ uid: 1234, gid: 4321 });
    await writeSink(target(file, { owner: 'root' }), CONTENT);
    expect(statSync(file)).toMatchObject({ uid: 0, gid: 0 });
  });

  (isRoot ? it.skip : it)('says when this user may not give files away', async () => {
    const file = join(folder(), 'token.json');
    await expect(writeSink(target(file, { owner: '0:0' }), CONTENT)).rejects.toMatchObject({
      code: 'SinkOwnerRefused',
    });
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  it('keeps a link a link and replaces what it leads to, also when nothing is there yet', async () => {
    const directory = folder();
    mkdirSync(join(directory, 'real'));
    symlinkSync('real/token.json', join(directory, 'inner'));
    symlinkSync(join(directory, 'inner'), join(directory, 'outer'));
    for (const content of ['first', 'second']) {
      await writeSink(target(join(directory, 'outer')), new SecretText(content));
      expect(readFileSync(join(directory, 'real/token.json'), 'utf8')).toBe(content);
    }
    expect(readlinkSync(join(directory, 'outer'))).toBe(join(directory, 'inner'));
    expect(readlinkSync(join(directory, 'inner'))).toBe('real/token.json');
    expect(lstatSync(join(directory, 'real/token.json')).isFile()).toBe(true);
  });

  it('removes what a killed writer left, and nothing younger or of another file', async () => {
    const directory = folder();
    const old = join(directory, '.token.json.evergrant-0011');
    writeFileSync(old, 'half');
    utimesSync(old, 0, 0);
    writeFileSync(join(directory, '.token.json.evergrant-2233'), 'at work');
    writeFileSync(join(directory, '.other.evergrant-0011'), 'not ours');
    utimesSync(join(directory, '.other.evergrant-0011'), 0, 0);
    await writeSink(target(join(directory, 'token.json')), CONTENT);
    expect(readdirSync(directory).sort()).toEqual([
      '.other.evergrant-0011',
      '.token.json.evergrant-2233',
      'token.json',
    ]);
  });
});

describe('a place where no token can be put', () => {
  it.each([
    [
      'a directory that is missing',
      'SinkDirectoryMissing',
      (at: string) => join(at, 'gone/token.json'),
      'mkdir -p',
    ],
    [
      'a file in the place of the directory',
      'SinkDirectoryMissing',
      (at: string) => {
        writeFileSync(join(at, 'f'), '');
        return join(at, 'f/token.json');
      },
      'mkdir -p',
    ],
    [
      'a directory in the place of the file',
      'SinkNotAFile',
      (at: string) => {
        mkdirSync(join(at, 'token.json'));
        return join(at, 'token.json');
      },
      'mv ',
    ],
    [
      'a pipe',
      'SinkNotAFile',
      (at: string) => {
        spawnSync('mkfifo', [join(at, 'pipe')]);
        return join(at, 'pipe');
      },
      'mv ',
    ],
    [
      'a device behind a link',
      'SinkNotAFile',
      (at: string) => {
        symlinkSync('/dev/null', join(at, 'null'));
        return join(at, 'null');
      },
      'mv ',
    ],
    [
      'links in a circle',
      'SinkNotAFile',
      (at: string) => {
        symlinkSync('circle', join(at, 'circle'));
        return join(at, 'circle');
      },
      'rm ',
    ],
    [
      'a directory that everybody may write',
      'SinkDirectoryUnsafe',
      (at: string) => {
        chmodSync(at, 0o777);
        return join(at, 'token.json');
      },
      'chmod o-w',
    ],
  ])('is refused with the path and the fix: %s', async (_, code, prepare, fix) => {
    const directory = folder();
    const file = prepare(directory);
    const before = readdirSync(directory);
    const failure: unknown = await writeSink(target(file), CONTENT).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(code === 'SinkNotAFile' && file.endsWith('null') ? '/dev/null' : file),
      remedy: expect.stringContaining(fix),
    });
    expect(String(failure)).not.toContain(CONTENT.reveal().trim());
    expect(readdirSync(directory)).toEqual(before);
  });

  it('is refused for an owner that nobody knows', async () => {
    await expect(
      writeSink(target(join(folder(), 't'), { owner: 'no-such-user' }), CONTENT),
    ).rejects.toMatchObject({
      code: 'SinkOwnerUnknown',
      message: expect.stringContaining('no-such-user'),
    });
  });

  (isRoot ? it : it.skip)(
    'is refused below a directory of a third user, unless that user is the owner',
    async () => {
      const directory = folder();
      chownSync(directory, 1234, 1234);
      const file = join(directory, 'token.json');
      await expect(writeSink(target(file), CONTENT)).rejects.toMatchObject({ code: 'SinkDirectoryUnsafe' });
      await writeSink(target(file, { owner: '1234' }), CONTENT);
      expect(statSync(file).uid).toBe(1234);
    },
  );

  (isRoot ? it : it.skip)('is refused when the consumer links it to where only root may write', async () => {
    const [theirs, ours] = [folder(), folder()];
    writeFileSync(join(ours, 'shadow'), 'precious');
    symlinkSync(join(ours, 'shadow'), join(theirs, 'token.json'));
    chownSync(theirs, 1234, 1234);
    spawnSync('chown', ['-h', '1234', join(theirs, 'token.json')]);
    const written = writeSink(target(join(theirs, 'token.json'), { owner: '1234' }), CONTENT);
    await expect(written).rejects.toMatchObject({ code: 'SinkLinkUnsafe' });
    expect(readFileSync(join(ours, 'shadow'), 'utf8')).toBe('precious');
  });

  it('is refused where this user may not write', async () => {
    const directory = folder();
    if (isRoot) chownSync(directory, NOBODY, NOBODY);
    chmodSync(directory, 0o500);
    const file = join(directory, 'token.json');
    expect(JSON.parse(await writeElsewhere(file, isRoot ? { user: NOBODY } : {}))).toMatchObject({
      code: 'SinkNotWritable',
      message: expect.stringContaining(file),
      remedy: expect.stringContaining(directory),
    });
    chmodSync(directory, 0o700);
  });

  (canMount ? it : it.skip)(
    'is refused when the single file is a bind mount, whose content stays',
    async () => {
      const directory = folder();
      const [outside, mounted] = [join(directory, 'outside'), join(directory, 'to ken')];
      writeFileSync(outside, 'old');
      writeFileSync(mounted, '');
      const script = `mount --bind '${outside}' '${mounted}' && "$@"`;
      expect(JSON.parse(await writeElsewhere(mounted, { script }))).toMatchObject({
        code: 'SinkIsMountPoint',
        remedy: `mount the directory ${directory} instead of the file`,
      });
      expect(readFileSync(outside, 'utf8')).toBe('old');
      expect(readdirSync(directory).sort()).toEqual(['outside', 'to ken']);
    },
  );

  (canMount ? it : it.skip)('keeps the old token when the disk is full', async () => {
    const directory = folder();
    const file = join(directory, 'token.json');
    const script = `cd '${directory}' && mount -t tmpfs -o size=16k,mode=700 none . && cd '${directory}' &&
      echo old > token.json && "$@" && echo && ls -A && cat token.json`;
    const [fault = '', ...left] = (await writeElsewhere(file, { script, size: 100_000 })).split('\n');
    expect(JSON.parse(fault)).toMatchObject({ code: 'DiskFull' });
    expect(left).toEqual(['token.json', 'old', '']);
  });
});
