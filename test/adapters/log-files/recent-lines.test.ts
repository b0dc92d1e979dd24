import { execFileSync } from 'node:child_process';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recentLines } from '../../../adapters/log-files/recent-lines.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const asUser = process.getuid?.() === 0 ? it.skip : it;

async function read(path: string) {
  const lines: string[] = [];
  let writtenAt = 0;
  const state = await recentLines(path, (text, at) => {
    lines.push(text);
    writtenAt = at;
  });
  return { state, lines, writtenAt };
}

describe('the recent lines of a log file', () => {
  it('are its lines, also the last one without an end, with when the file was written', async () => {
    const path = join(folder(), 'a.log');
    writeFileSync(path, 'one\n\ntwo \u00e9\nthree');
    expect(await read(path)).toEqual({
      state: 'read',
      lines: ['one', 'two \u00e9', 'three'],
      writtenAt: statSync(path).mtimeMs,
    });
  });

  it('are the last whole ones of 4 MiB, however long the file is', async () => {
    const path = join(folder(), 'long.log');
    const line = (index: number) => `${String(index).padStart(8, '0')} ${'x'.repeat(90)}`;
    const count = 60_000;
    writeFileSync(path, `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`);
    const { state, lines } = await read(path);
    expect(state).toBe('read');
    expect(lines.at(-1)).toBe(line(count - 1));
    expect(lines).toEqual(
      Array.from({ length: lines.length }, (_, index) => line(count - lines.length + index)),
    );
    expect(lines.length).toBe(Math.floor((4 * 1024 * 1024) / 100));
  });

  it('are none of a file that is empty', async () => {
    const path = join(folder(), 'empty.log');
    writeFileSync(path, '');
    expect(await read(path)).toMatchObject({ state: 'read', lines: [] });
  });

  it('are not to be had of what is not there, or is no file', async () => {
    const here = folder();
    expect(await read(join(here, 'no.log'))).toMatchObject({ state: 'missing', lines: [] });
    expect(await read(here)).toMatchObject({ state: 'unreadable', lines: [] });
  });

  it('are not waited for at a pipe that nobody writes to', async () => {
    const path = join(folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    expect(await read(path)).toMatchObject({ state: 'unreadable' });
  });

  asUser('are denied to whoever may not read the file', async () => {
    const path = join(folder(), 'a.log');
    writeFileSync(path, 'one\n');
    chmodSync(path, 0o000);
    expect(await read(path)).toMatchObject({ state: 'denied', lines: [] });
  });
});
