import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plainEnvironment, runCommand } from '../../../adapters/local-command/run-command.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const environment = plainEnvironment(process.env);

describe('a command of ours', () => {
  it('gives its output back, without waiting for what it left running', async () => {
    const outcome = await runCommand(['sh', '-c', 'sleep 60 & echo abc'], { environment, timeout: 30_000 });
    expect(outcome).toEqual({ kind: 'succeeded', output: 'abc\n' });
  });

  it('that takes too long is ended with all that it started', async () => {
    const late = join(folder(), 'late');
    const script = `(sleep 1; touch ${late}) & wait`;
    const outcome = await runCommand(['sh', '-c', script], { environment, timeout: 100 });
    expect(outcome).toEqual({ kind: 'failed', message: 'sh: it took longer than 0.1 s and was ended' });
    await runCommand(['sleep', '1.5'], { environment, timeout: 30_000 });
    expect(existsSync(late)).toBe(false);
  });

  it.each([
    [['sh', '-c', 'echo ya29.secret >&2; exit 4'], 'sh: exited with 4'],
    [['sh', '-c', 'kill -9 $$'], 'sh: was killed by SIGKILL'],
    [['/no/such'], 'the program /no/such is not found'],
    [['/etc/passwd'], 'the program /etc/passwd cannot be started (EACCES)'],
  ] as const)('fails in words that hold nothing it said: %j', async (command, message) => {
    const [program, ...args] = command;
    expect(await runCommand([program, ...args], { environment, timeout: 30_000 })).toEqual({
      kind: 'failed',
      message,
    });
  });

  it('ends when the broker does', async () => {
    const stopping = new AbortController();
    const running = runCommand(['sleep', '60'], { environment, timeout: 90_000, signal: stopping.signal });
    stopping.abort();
    expect(await running).toMatchObject({ kind: 'failed' });
  });

  it('sees of the broker only what holds no secret', () => {
    const seen = plainEnvironment({ PATH: '/bin', LC_ALL: 'C', GOOGLE_CLIENT_SECRET: 's', HOME: undefined });
    expect(seen).toEqual({ PATH: '/bin', LC_ALL: 'C' });
  });
});
