import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runAttached } from '../../../host/access/attached-program.ts';
import { holdSignals } from '../../../host/access/held-signals.ts';
import type { ForwardedSignal } from '../../../host/supervisor/process-signals.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

/** Signals that a test sends. */
function source() {
  const listeners = new Set<(name: ForwardedSignal) => void>();
  return {
    listeners,
    send: (name: ForwardedSignal) => {
      for (const listener of listeners) listener(name);
    },
    subscribe(listener: (name: ForwardedSignal) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const environment = process.env;
const folder = temporaryFolders();
const node = (script: string) => [process.execPath, '-e', script] as const;

describe('a program on the terminal of whoever called', () => {
  it('gives its exit code back, or 128 and the number of the signal that ended it', async () => {
    const signals = source();
    expect(await runAttached(node('process.exit(7)'), { environment, signals })).toBe(7);
    const killed = node("process.kill(process.pid, 'SIGKILL')");
    expect(await runAttached(killed, { environment, signals })).toBe(137);
    expect(signals.listeners.size).toBe(0);
  });

  it('is ended by force when it does not follow, and the caller is told at once', async () => {
    const signals = source();
    const ended: string[] = [];
    const ready = join(folder(), 'ready');
    const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); fs.writeFileSync('${ready}', '')`;
    const options = { environment, signals, patience: 1, onEnd: () => ended.push('told') };
    const run = runAttached(node(deaf), options);
    while (!existsSync(ready)) await new Promise(setImmediate);
    signals.send('SIGTERM');
    expect(ended).toEqual(['told']);
    expect(await run).toBe(130);
  });

  it('reads what it is given, also when it does not read to the end', async () => {
    const signals = source();
    const reads = node("process.stdin.on('data', (text) => process.exit(text.length))");
    expect(await runAttached(reads, { environment, signals, input: 'seven!!' })).toBe(7);
    const input = 'x'.repeat(1_000_000);
    expect(await runAttached(node('process.exit(3)'), { environment, signals, input })).toBe(3);
  });

  it('is named when it cannot be started', async () => {
    const run = runAttached(['/nowhere/ssh'], { environment, signals: source() });
    await expect(run).rejects.toMatchObject({ code: 'ProgramMissing' });
  });
});

describe('signals that are held', () => {
  it('reach whoever subscribes later', () => {
    const signals = source();
    const held = holdSignals(signals);
    signals.send('SIGHUP');
    const heard: string[] = [];
    held.subscribe((name) => void heard.push(name));
    signals.send('SIGTERM');
    expect(heard).toEqual(['SIGHUP', 'SIGTERM']);
    held.release();
    expect(signals.listeners.size).toBe(0);
  });
});
