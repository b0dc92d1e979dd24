import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { signalProcess } from '../../../adapters/local-command/signal-process.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** A process that runs. */
async function running() {
  const child = spawn(process.execPath, [
    '-e',
    "process.on('SIGUSR1', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)",
  ]);
  await once(child.stdout, 'data');
  return child;
}

describe('a signal to the process of a file', () => {
  it('arrives', async () => {
    const child = await running();
    const file = join(folder(), 'pid');
    writeFileSync(file, `${child.pid}\n`);
    const ended = once(child, 'exit');
    expect(await signalProcess(file, 'USR1')).toEqual({ kind: 'succeeded', output: '' });
    expect((await ended)[0]).toBe(7);
  });

  it('is not sent to another process that got the number later', async () => {
    const child = await running();
    const file = join(folder(), 'pid');
    writeFileSync(file, `${child.pid}\n`);
    utimesSync(file, 1, 1);
    expect(await signalProcess(file, 'TERM')).toEqual({
      kind: 'failed',
      message: `process ${child.pid} began after ${file} was written, so it is another one`,
    });
    expect(child.exitCode ?? child.signalCode).toBeNull();
    child.kill('SIGKILL');
  });

  it.each(['', 'abc', '-1', '0', '1', '12 34'])('is refused for a file that holds %j', async (text) => {
    const file = join(folder(), 'pid');
    writeFileSync(file, text);
    expect(await signalProcess(file, 'HUP')).toEqual({
      kind: 'failed',
      message: `${file} does not hold the number of a process`,
    });
  });

  it('fails when the process is gone', async () => {
    const child = await running();
    const file = join(folder(), 'pid');
    writeFileSync(file, `${child.pid}`);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await signalProcess(file, 'HUP')).toEqual({
      kind: 'failed',
      message: `no process runs with the number in ${file}`,
    });
  });
});
