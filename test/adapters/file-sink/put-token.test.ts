import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { amendSink } from '../../../adapters/file-sink/amend-sink.ts';
import { putToken, type SinkFile } from '../../../adapters/file-sink/put-token.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { startProgram } from '../../support/child-program.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { NAMED_SHAPES, type NamedShape, PATCHED, shapedText, shapeNamed } from '../../support/sink-shapes.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const isRoot = process.getuid?.() === 0;
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

/** Long enough to be written in several pages: a writer in place would be caught. */
const LENGTH = 50_000;
const longToken = (generation: number) =>
  shapedToken(generation, { token: new SecretText(`${'t'.repeat(LENGTH)}.generation-${generation}.end`) });

function sink(name: NamedShape, file: string, changes: Partial<SinkFile> = {}): SinkFile {
  return { file, shape: shapeNamed(name), mode: undefined, owner: undefined, ...changes };
}

/** A file for this shape, with what is there before we come. */
function prepared(name: NamedShape, mode = 0o640): string {
  const file = join(folder(), 'target');
  if (name === 'patch') writeFileSync(file, PATCHED);
  if (name === 'dotenv') writeFileSync(file, '# theirs\nA=1\n');
  if (name === 'patch' || name === 'dotenv') chmodSync(file, mode);
  return file;
}

const ENDING: Record<NamedShape, string> = {
  raw: 'end\n',
  'access-token-json': '}\n',
  'google-authorized-user': '}\n',
  json: '}\n',
  dotenv: '\n',
  patch: '"last": []\n}',
};

describe.each(NAMED_SHAPES)('a sink of the shape %s', (name) => {
  it('never shows a reader a torn, empty or loosely readable file, nor an older token after a newer one', async () => {
    const target = sink(name, prepared(name), { mode: 0o640 });
    await putToken(target, longToken(1));
    const reader = startProgram(await bundleProgram('test/support/programs/read-tightly.ts'), {
      args: [target.file, '200', '640', String(LENGTH), ENDING[name]],
    });
    expect((await reader.lines.next()).value).toBe('reading');
    for (let generation = 2; generation <= 200; generation++) await putToken(target, longToken(generation));
    const { lines } = await reader.ended();
    const report: { reads: number } = JSON.parse(lines[0] ?? '');
    expect(report).toMatchObject({ generation: 200, wrong: [] });
    expect(report.reads).toBeGreaterThan(200);
  });

  it('wakes whoever watches the directory, up to the last generation', async () => {
    const target = sink(name, prepared(name));
    const sawLast = new Promise<void>((resolve) => {
      const watcher = watch(join(target.file, '..'), (_, changed) => {
        if (changed !== 'target' || !readFileSync(target.file, 'utf8').includes('of-generation-40')) return;
        watcher.close();
        resolve();
      });
    });
    for (let generation = 2; generation <= 40; generation++) await putToken(target, shapedToken(generation));
    await sawLast;
  });

  it('keeps a link a link', async () => {
    const file = prepared(name);
    const link = join(folder(), 'link');
    symlinkSync(file, link);
    await putToken(sink(name, link), shapedToken(3));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('ya29.token-of-generation-3');
  });
});

describe.each(['patch', 'dotenv'] as const)('a sink that is a part of a file: %s', (name) => {
  it('keeps the mode of the file, unless another is declared', async () => {
    const file = prepared(name, 0o660);
    await putToken(sink(name, file), shapedToken(1));
    expect(statSync(file).mode & 0o7777).toBe(0o660);
    await putToken(sink(name, file, { mode: 0o600 }), shapedToken(2));
    expect(statSync(file).mode & 0o7777).toBe(0o600);
  });

  (isRoot ? it : it.skip)(
    'keeps owner and group of the file, also in a directory of that owner',
    async () => {
      const file = prepared(name);
      chownSync(file, 1234, 4321);
      chownSync(join(file, '..'), 1234, 4321);
      await putToken(sink(name, file), shapedToken(1));
      expect(statSync(file)).toMatchObject({ uid: 1234, gid: 4321 });
      await putToken(sink(name, file, { owner: '77:78' }), shapedToken(2)).catch((error: unknown) =>
        // The directory belongs to neither of them.
        expect(error).toMatchObject({ code: 'SinkDirectoryUnsafe' }),
      );
      expect(statSync(file)).toMatchObject({ uid: 1234, gid: 4321 });
    },
  );

  it('is refused for a file that every user may read, unless its mode is declared', async () => {
    const file = prepared(name, 0o644);
    const before = readFileSync(file, 'utf8');
    await expect(putToken(sink(name, file), shapedToken(1))).rejects.toMatchObject({
      code: 'SinkReadableByAll',
      remedy: expect.stringContaining(`chmod o-rwx ${file}`),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    await putToken(sink(name, file, { mode: 0o644 }), shapedToken(1));
    expect(statSync(file).mode & 0o7777).toBe(0o644);
  });

  (canMount ? it : it.skip)('is refused when the single file is a bind mount, whose content stays', () => {
    const outside = prepared(name);
    const mounted = join(folder(), 'target');
    writeFileSync(mounted, '');
    const before = readFileSync(outside, 'utf8');
    return bundleProgram('test/support/programs/put-token.ts').then((program) => {
      const script = `mount --bind '${outside}' '${mounted}' && "$@"`;
      const line = [process.execPath, program, name, mounted];
      const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...line], {
        encoding: 'utf8',
      });
      expect(JSON.parse(stdout)).toMatchObject({ code: 'SinkIsMountPoint' });
      expect(readFileSync(outside, 'utf8')).toBe(before);
    });
  });

  it('is refused for what is no text, and leaves it', async () => {
    const file = prepared(name);
    const bytes = Buffer.from([0x41, 0x3d, 0xff, 0xfe, 0x0a]);
    writeFileSync(file, bytes);
    await expect(putToken(sink(name, file), shapedToken(1))).rejects.toMatchObject({ code: 'SinkNotAFile' });
    expect(readFileSync(file)).toEqual(bytes);
  });
});

describe('a change of a part of a file', () => {
  it('begins again when the file changed in between, and loses neither change', async () => {
    const file = prepared('dotenv');
    let changes = 0;
    await amendSink(sink('dotenv', file), (existing) => {
      if (changes < 3) {
        changes += 1;
        writeFileSync(file, `${readFileSync(file, 'utf8')}B${changes}=theirs\n`);
      }
      return new SecretText(`${existing?.reveal()}T=ours\n`);
    });
    expect(readFileSync(file, 'utf8')).toBe('# theirs\nA=1\nB1=theirs\nB2=theirs\nB3=theirs\nT=ours\n');
    expect(readdirSync(join(file, '..'))).toEqual(['target']);
  });

  it('sees a file that was replaced by one of the same size', async () => {
    const file = prepared('dotenv');
    let replaced = false;
    await amendSink(sink('dotenv', file), (existing) => {
      if (!replaced)
        spawnSync('sh', [
          '-c',
          'sed s/theirs/THEIRS/ "$1" > "$1.n" && chmod 640 "$1.n" && mv "$1.n" "$1"',
          'sh',
          file,
        ]);
      replaced = true;
      return new SecretText(existing?.reveal().replace('A=1', 'A=2') ?? '');
    });
    expect(readFileSync(file, 'utf8')).toBe('# THEIRS\nA=2\n');
  });

  it('gives up, retryable, when somebody writes without a pause', async () => {
    const file = prepared('dotenv');
    let writes = 0;
    const amended = amendSink(sink('dotenv', file), (existing) => {
      writes += 1;
      writeFileSync(file, `N=${'x'.repeat(writes)}\n`);
      return existing ?? new SecretText('');
    });
    await expect(amended).rejects.toMatchObject({
      code: 'SinkContested',
      message: expect.stringContaining(file),
    });
    expect(readFileSync(file, 'utf8')).toBe(`N=${'x'.repeat(writes)}\n`);
  });

  it('makes a missing environment file, and no missing JSON file', async () => {
    const file = join(folder(), 'new.env');
    await putToken(sink('dotenv', file), shapedToken(1));
    expect(readFileSync(file, 'utf8')).toBe('SHEETS_TOKEN=ya29.token-of-generation-1\nSHEETS_GENERATION=1\n');
    expect(statSync(file).mode & 0o7777).toBe(0o600);
    const missing = join(folder(), 'gone.json');
    await expect(putToken(sink('patch', missing), shapedToken(1))).rejects.toMatchObject({
      code: 'SinkFileMissing',
      message: expect.stringContaining(missing),
    });
  });

  it.each([
    ['SinkNotJson', 'access = 1', 'json.tool'],
    ['SinkPlaceMissing', '{"profiles": {"anthropic": {}}}', 'correct the pointer'],
    ['SinkPlaceAmbiguous', '{"profiles": {}, "profiles": {}}', 'remove all but one'],
    ['SinkPlaceNotScalar', '{"profiles": {"openai": {"access": {"a": 1}}}}', 'the one value'],
  ])('says %s with the file, the place and the fix', async (code, content, fix) => {
    const file = prepared('patch');
    writeFileSync(file, content);
    const failure: unknown = await putToken(sink('patch', file), shapedToken(1)).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(file),
      remedy: expect.stringContaining(fix),
    });
    expect(String(failure)).not.toContain('ya29');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('is refused in a directory that is missing', async () => {
    const file = join(folder(), 'gone', 'x.json');
    await expect(putToken(sink('patch', file), shapedToken(1))).rejects.toMatchObject({
      code: 'SinkDirectoryMissing',
    });
    mkdirSync(join(file, '..'));
  });

  it('changes nothing else in a file of somebody else', async () => {
    const file = prepared('patch');
    await putToken(sink('patch', file), shapedToken(4));
    expect(readFileSync(file, 'utf8')).toBe(shapedText('patch', shapedToken(4)));
  });
});
