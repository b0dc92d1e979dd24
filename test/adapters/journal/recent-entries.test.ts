import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recentEntries } from '../../../adapters/journal/recent-entries.ts';
import type { TimedLine } from '../../../core/audit/timed-line.ts';
import { fakeProgram } from '../../support/fake-program.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** Reads with this program in place of journalctl. @param script null: there is none */
async function read(script: string | null, path = folder()) {
  if (script !== null) fakeProgram(path, { name: 'journalctl', script });
  const lines: TimedLine[] = [];
  const onLine = (line: TimedLine) => void lines.push(line);
  return { state: await recentEntries('agent.service', { environment: { PATH: path }, onLine }), lines };
}

const ENTRY = `const entry = (fields) => process.stdout.write(JSON.stringify(fields) + '\\n');`;

describe('the recent entries of a unit', () => {
  it('are its lines with their times', async () => {
    const script = `${ENTRY}
entry({ MESSAGE: 'starts', __CURSOR: 's=1', __REALTIME_TIMESTAMP: '1778682600000000' });
entry({ MESSAGE: 'Traceback\\n  at a.py', __CURSOR: 's=2', __REALTIME_TIMESTAMP: '1778682601500000' });`;
    expect(await read(script)).toEqual({
      state: 'read',
      lines: [
        { at: 1_778_682_600_000, text: 'starts' },
        { at: 1_778_682_601_500, text: 'Traceback' },
        { at: 1_778_682_601_500, text: '  at a.py' },
      ],
    });
  });

  it('are asked for the last 24 hours of that unit, and for no more than the last 20,000', async () => {
    const path = folder();
    const words = join(path, 'words');
    await read(
      `require('node:fs').writeFileSync(${JSON.stringify(words)}, JSON.stringify(process.argv.slice(2)));`,
      path,
    );
    expect(JSON.parse(readFileSync(words, 'utf8'))).toEqual(
      expect.arrayContaining(['--since=-24h', '--lines=20000', '--unit=agent.service', '--output=json']),
    );
  });

  it('are denied to whoever may not see them, though journalctl ends well', async () => {
    const hint = 'Hint: You are currently not seeing messages from other users and the system.';
    expect(await read(`process.stderr.write(${JSON.stringify(hint)});`)).toEqual({
      state: 'denied',
      lines: [],
    });
  });

  it('are missing where there is no journalctl, and unreadable where it fails', async () => {
    expect(await read(null)).toEqual({ state: 'missing', lines: [] });
    expect(await read('process.exitCode = 1;')).toEqual({ state: 'unreadable', lines: [] });
  });
});
