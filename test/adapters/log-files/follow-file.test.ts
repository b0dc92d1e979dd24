import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fileBookmark } from '../../../adapters/files/bookmark.ts';
import type { FollowTrouble } from '../../../adapters/files/follow-trouble.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { followFile } from '../../../adapters/log-files/follow-file.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of running.splice(0)) await end();
});

/** Follows a file, and lets a test wait for lines. */
function following(path: string, state: string) {
  const lines: string[] = [];
  const troubles: (FollowTrouble | undefined)[] = [];
  let noted = () => {};
  const bookmark = fileBookmark(nodeFileSystem, join(state, 'place'));
  const saved: string[] = [];
  const stop = new AbortController();
  const done = followFile({
    path,
    bookmark: {
      load: () => bookmark.load(),
      save: async (text) => {
        await bookmark.save(text);
        saved.push(text);
        noted();
      },
    },
    onLine: (line) => {
      lines.push(line);
      noted();
    },
    onTrouble: (trouble) => {
      troubles.push(trouble);
      noted();
    },
    signal: stop.signal,
    poll: 250,
  });
  const end = async () => {
    stop.abort();
    await done;
  };
  running.push(end);
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        noted = resolve;
      });
    }
  };
  return { lines, troubles, saved, until, end };
}

describe('following a log file', () => {
  it('gives what is written from now on, and no half line', async () => {
    const path = join(folder(), 'agent.log');
    writeFileSync(path, 'before\n');
    const { lines, saved, until } = following(path, folder());
    await until(() => saved.length === 1);
    appendFileSync(path, 'first\nsec');
    await until(() => lines.length === 1);
    appendFileSync(path, 'ond\n');
    await until(() => lines.length === 2);
    expect(lines).toEqual(['first', 'second']);
  });

  it('reads a file that comes to be later from its first line, also in a directory that does', async () => {
    const directory = join(folder(), 'logs');
    const path = join(directory, 'agent.log');
    const { lines, troubles, until } = following(path, folder());
    await until(() => troubles.length === 1);
    expect(troubles[0]).toMatchObject({ code: 'LogMissing', message: expect.stringContaining(path) });
    mkdirSync(directory);
    writeFileSync(path, 'first\n');
    await until(() => lines.length === 1);
    expect(lines).toEqual(['first']);
    await until(() => troubles.length === 2);
    expect(troubles[1]).toBeUndefined();
  });

  it('reads a file that was renamed away to its end, then its successor', async () => {
    const path = join(folder(), 'agent.log');
    writeFileSync(path, '');
    const { lines, saved, until } = following(path, folder());
    await until(() => saved.length === 1);
    appendFileSync(path, 'one\n');
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'two\nlast without an end');
    writeFileSync(path, 'three\n');
    await until(() => lines.length === 4);
    expect(lines).toEqual(['one', 'two', 'last without an end', 'three']);
  });

  it('begins anew with a file that was truncated', async () => {
    const path = join(folder(), 'agent.log');
    writeFileSync(path, '');
    const { lines, until, saved } = following(path, folder());
    await until(() => saved.length === 1);
    appendFileSync(path, 'a long line before it was cut\n');
    await until(() => lines.length === 1);
    truncateSync(path);
    appendFileSync(path, 'after\n');
    await until(() => lines.length === 2);
    expect(lines[1]).toBe('after');
  });

  it('goes on after a restart where it was, with what was written in between', async () => {
    const [path, state] = [join(folder(), 'agent.log'), folder()];
    writeFileSync(path, 'old\n');
    const first = following(path, state);
    await first.until(() => first.saved.length === 1);
    appendFileSync(path, 'one\nhal');
    await first.until(() => first.lines.length === 1);
    await first.end();
    appendFileSync(path, 'f\ntwo\n');
    const second = following(path, state);
    await second.until(() => second.lines.length === 2);
    expect(second.lines).toEqual(['half', 'two']);
  });

  it('finds a file again that was rotated while it was away', async () => {
    const [path, state] = [join(folder(), 'agent.log'), folder()];
    writeFileSync(path, '');
    const first = following(path, state);
    await first.until(() => first.saved.length === 1);
    await first.end();
    appendFileSync(path, 'one\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'two\n');
    const second = following(path, state);
    await second.until(() => second.lines.length === 2);
    expect(second.lines).toEqual(['one', 'two']);
  });

  it('keeps no more of an endless line than its beginning', async () => {
    const path = join(folder(), 'agent.log');
    writeFileSync(path, '');
    const { lines, until, saved } = following(path, folder());
    await until(() => saved.length === 1);
    appendFileSync(path, `${'x'.repeat(1_000_000)}\nnext\n`);
    await until(() => lines.length === 2);
    expect(lines.map(({ length }) => length)).toEqual([16 * 1024, 4]);
  });

  it('says what cannot be read, and when it can again', async () => {
    const path = join(folder(), 'agent.log');
    mkdirSync(path);
    const { lines, troubles, until } = following(path, folder());
    await until(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({
      code: 'LogNotReadable',
      message: expect.stringContaining(path),
      remedy: expect.stringContaining('setfacl'),
    });
    renameSync(path, `${path}.directory`);
    writeFileSync(path, 'now\n');
    await until(() => troubles.includes(undefined) && lines.length === 1);
    expect(existsSync(path)).toBe(true);
  });

  it('goes on where it was with a file that could not be read at first', async () => {
    const path = join(folder(), 'agent.log');
    const state = folder();
    writeFileSync(path, 'before\n');
    const first = following(path, state);
    await first.until(() => first.saved.length === 1);
    await first.end();
    renameSync(path, `${path}.aside`);
    mkdirSync(path);
    const { lines, troubles, until } = following(path, state);
    await until(() => troubles.length > 0);
    renameSync(path, `${path}.directory`);
    renameSync(`${path}.aside`, path);
    appendFileSync(path, 'between\n');
    await until(() => lines.length > 0);
    expect(lines).toEqual(['between']);
  });

  it('begins at the end of a log that it could not open when it began', async () => {
    const path = join(folder(), 'agent.log');
    symlinkSync(path, path);
    const { lines, troubles, until } = following(path, folder());
    await until(() => troubles.length > 0);
    writeFileSync(`${path}.open`, 'of yesterday\n');
    renameSync(`${path}.open`, path);
    await until(() => troubles.includes(undefined));
    appendFileSync(path, 'of today\n');
    await until(() => lines.length > 0);
    expect(lines).toEqual(['of today']);
  });
});
