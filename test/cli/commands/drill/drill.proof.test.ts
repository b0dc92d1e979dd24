import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';
import { STORY } from '../../../../drill/story.ts';
import { builtProgram } from '../../../support/built-program.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const built = builtProgram();
const folder = temporaryFolders();

/** Runs the built drill from a foreign folder, without a home, through npm's link. */
async function drill(args: readonly string[], { onLine = (_line: string, _pid: number) => {} } = {}) {
  const temporary = folder();
  const child = spawn(process.execPath, [built().link, 'drill', ...args], {
    cwd: folder(),
    env: { PATH: process.env.PATH, HOME: `${temporary}/no/such/home`, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line, child.pid ?? 0);
  });
  let talk = '';
  child.stderr.on('data', (chunk: Buffer) => {
    talk += chunk.toString();
  });
  await once(child, 'close');
  return { exitCode: child.exitCode, lines, talk, left: readdirSync(temporary) };
}

describe('evergrant drill', () => {
  it('observes everything that it expects, tells it as JSON Lines and leaves nothing behind', async () => {
    const { exitCode, lines, talk, left } = await drill(['--json']);
    const events = lines.map((line) => JSON.parse(line) as { type: string; name?: string; met?: boolean });
    const missed = events.filter(({ type, met }) => type === 'expectation' && met !== true);
    expect({ missed, talk, exitCode }).toEqual({ missed: [], talk: '', exitCode: 0 });
    const expected = STORY.flatMap((act) => act.expectations.map(({ name }) => name));
    expect(events.at(-1)).toMatchObject({ type: 'result', exitCode: 0, met: expected.length, failed: [] });
    expect(events.flatMap(({ type, name }) => (type === 'expectation' ? [name] : [])).sort()).toEqual(
      expected.sort(),
    );
    expect(left).toEqual([]);
  }, 90_000);

  it('ends its programs and removes its folder when it is interrupted', async () => {
    const pids: number[] = [];
    const { exitCode, lines, left } = await drill(['--json'], {
      onLine: (line, pid) => {
        const { type, observed } = JSON.parse(line) as { type: string; observed?: string };
        if (type === 'expectation' && observed?.includes('nobody has consented')) {
          process.kill(pid, 'SIGINT');
          pids.push(pid);
        }
      },
    });
    expect(pids).toHaveLength(1);
    expect(exitCode).toBe(130);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'result', interrupted: true, folder: null });
    expect(left).toEqual([]);
  }, 30_000);

  it('says which folder it cannot use', async () => {
    const child = spawn(process.execPath, [built().link, 'drill'], {
      env: { PATH: process.env.PATH, TMPDIR: `/tmp/${'long'.repeat(30)}` },
    });
    let talk = '';
    child.stderr.on('data', (chunk: Buffer) => {
      talk += chunk.toString();
    });
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(talk).toMatch(
      /^evergrant: the drill cannot use the temporary folder \/tmp\/long.* (107|103) fit\n/,
    );
    expect(talk).toContain('next: TMPDIR=/tmp evergrant drill');
  });
});
