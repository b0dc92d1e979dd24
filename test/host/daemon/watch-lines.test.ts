import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { FollowTrouble } from '../../../adapters/files/follow-trouble.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { watchLines } from '../../../host/daemon/watch-lines.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** Watches until the lines were seen; gives them with their daemon. */
async function linesOf(log: string, options: { directory: string; write: () => void; count: number }) {
  const { directory, write, count } = options;
  const stop = new AbortController();
  const seen: [string, string][] = [];
  const troubles: (FollowTrouble | undefined)[] = [];
  let started = false;
  const begin = () => {
    if (started) return;
    started = true;
    write();
  };
  await watchLines({
    daemon: 'gateway/a',
    source: { kind: 'file', path: log },
    fileSystem: nodeFileSystem,
    directory,
    sink: {
      line: (daemon, text) => {
        seen.push([daemon, text]);
        if (seen.length === count) stop.abort();
      },
    },
    onTrouble: (trouble) => {
      troubles.push(trouble);
      begin();
    },
    signal: stop.signal,
  });
  return { seen, troubles };
}

describe('watching the lines of a daemon', () => {
  it('passes them on under its name, and goes on after a restart', async () => {
    const [log, state] = [join(folder(), 'gateway.log'), folder()];
    const directory = join(state, 'followed');
    const first = await linesOf(log, { directory, write: () => writeFileSync(log, 'one\n'), count: 1 });
    expect(first.seen).toEqual([['gateway/a', 'one']]);
    appendFileSync(log, 'two\nthree\n');
    const second = await linesOf(log, { directory, write: () => {}, count: 2 });
    expect(second.seen).toEqual([
      ['gateway/a', 'two'],
      ['gateway/a', 'three'],
    ]);
  });

  it('goes on without a place to keep its bookmark', async () => {
    const log = join(folder(), 'gateway.log');
    const directory = '/proc/none/followed';
    const { seen } = await linesOf(log, { directory, write: () => writeFileSync(log, 'one\n'), count: 1 });
    expect(seen).toEqual([['gateway/a', 'one']]);
  });
});
