import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fileBookmark } from '../../../adapters/files/bookmark.ts';
import type { FollowTrouble } from '../../../adapters/files/follow-trouble.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { followUnit } from '../../../adapters/journal/follow-unit.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of running.splice(0)) await end();
});

/** A program in place of journalctl: notes its arguments, then runs this. */
function journalctl(directory: string, script: string): string {
  const path = join(directory, 'journalctl.cjs');
  writeFileSync(
    path,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const calls = ${JSON.stringify(join(directory, 'calls'))};
appendFileSync(calls, JSON.stringify(process.argv.slice(2)) + '\\n');
const entry = (fields) => process.stdout.write(JSON.stringify(fields) + '\\n');
const stay = () => setInterval(() => {}, 1000);
${script}
`,
  );
  chmodSync(path, 0o755);
  return path;
}

function following(directory: string, program: string) {
  const lines: string[] = [];
  const troubles: (FollowTrouble | undefined)[] = [];
  let noted = () => {};
  const stop = new AbortController();
  const note = <T>(list: T[]) => {
    return (one: T) => {
      list.push(one);
      noted();
    };
  };
  const done = followUnit({
    unit: 'port-sheet.service',
    bookmark: fileBookmark(nodeFileSystem, join(directory, 'cursor')),
    onLine: note(lines),
    onTrouble: note(troubles),
    signal: stop.signal,
    program,
    firstPause: 20,
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
  return { lines, troubles, until, end };
}

const callsIn = (directory: string): string[][] =>
  readFileSync(join(directory, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('following a unit in the journal', () => {
  it('gives its messages line by line, also those that the journal has as bytes', async () => {
    const directory = folder();
    const program = journalctl(
      directory,
      `entry({ MESSAGE: 'starts', __CURSOR: 's=1' });
       process.stdout.write('not JSON\\n');
       entry({ MESSAGE: [...Buffer.from('über\\x1b[0m')], __CURSOR: 's=2' });
       entry({ MESSAGE: 'two\\nlines', __CURSOR: 's=3' });
       entry({ MESSAGE: null, __CURSOR: 's=4' });
       entry({ MESSAGE: ['first', 'second'], __CURSOR: 's=5' });
       stay();`,
    );
    const { lines, until } = following(directory, program);
    await until(() => lines.length === 5);
    expect(lines).toEqual(['starts', 'über\x1b[0m', 'two', 'lines', 'second']);
    expect(callsIn(directory)[0]).toEqual([
      '--follow',
      '--no-pager',
      '--output=json',
      '--output-fields=MESSAGE',
      '--unit=port-sheet.service',
      '--lines=0',
    ]);
  });

  it('goes on after the last line when it is started again', async () => {
    const directory = folder();
    const program = journalctl(directory, `entry({ MESSAGE: 'one', __CURSOR: 's=7;i=a' }); stay();`);
    const first = following(directory, program);
    await first.until(() => first.lines.length === 1);
    await first.end();
    const second = following(directory, program);
    await second.until(() => second.lines.length === 1);
    expect(callsIn(directory)[1]).toContain('--after-cursor=s=7;i=a');
  });

  it('is started again when journalctl ends, and ends with us', async () => {
    const directory = folder();
    const program = journalctl(directory, `entry({ MESSAGE: String(process.pid), __CURSOR: 's=1' });`);
    const { lines, troubles, until } = following(directory, program);
    await until(() => lines.length === 3);
    expect(new Set(lines).size).toBe(3);
    expect(troubles).toContainEqual(expect.objectContaining({ code: 'JournalEnded' }));
  });

  it('begins from now when the journal does not know the place any more', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'cursor'), 's=gone');
    const program = journalctl(
      directory,
      `if (process.argv.some((word) => word.includes('s=gone'))) {
         process.stderr.write('Failed to seek to cursor: Invalid argument\\n');
         process.exit(1);
       }
       entry({ MESSAGE: 'fresh', __CURSOR: 's=8' }); stay();`,
    );
    const { lines, until } = following(directory, program);
    await until(() => lines.length === 1);
    expect(callsIn(directory).at(-1)).toContain('--lines=0');
  });

  it('says that the journal is closed to this user, also while journalctl runs on in silence', async () => {
    const directory = folder();
    const program = journalctl(
      directory,
      `process.stderr.write('Hint: You are currently not seeing messages from other users and the system.\\n'); stay();`,
    );
    const { troubles, until } = following(directory, program);
    await until(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({
      code: 'JournalDenied',
      remedy: expect.stringContaining('usermod -aG systemd-journal evergrant'),
    });
  });

  it('says that there is no journalctl', async () => {
    const directory = folder();
    const { troubles, until } = following(directory, join(directory, 'none'));
    await until(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ code: 'JournalMissing', remedy: expect.stringContaining('log') });
    expect(existsSync(join(directory, 'cursor'))).toBe(false);
  });
});
