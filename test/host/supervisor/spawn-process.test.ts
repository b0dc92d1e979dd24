import { createHash } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { DaemonSpec } from '../../../core/daemon/daemon-spec.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { program } from '../../support/supervised.ts';

/** Keeps what is written to it, as bytes. */
class Kept extends Writable {
  readonly chunks: Buffer[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    // Late, so that the child is slowed down on the way.
    setImmediate(done);
  }
  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

function start(spec: Partial<DaemonSpec>) {
  const stdout = new Kept();
  const stderr = new Kept();
  const lines: string[] = [];
  let look = () => {};
  const running = processSpawn({ stdout, stderr }).start(portSheet(spec), (line) => {
    lines.push(line);
    look();
  });
  const printed = (line: string) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (lines.includes(line)) resolve();
      };
      look();
    });
  return { ...running, stdout, stderr, lines, printed };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the output of a daemon', () => {
  it('passes through byte for byte: bytes that are no text, no last newline, and a line of 1 MB', async () => {
    const { ended, stdout, stderr, lines } = start({
      command: await program(`
        process.stdout.write(Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x0a]), Buffer.alloc(1_000_000, 'x'), Buffer.from('\\r\\nend')]));
        process.stderr.write(Buffer.from([0x80, 0x0a]));
      `),
    });
    await ended;
    const sent = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x0a]),
      Buffer.alloc(1_000_000, 'x'),
      Buffer.from('\r\nend'),
    ]);
    expect(stdout.bytes.length).toBe(sent.length);
    expect(sha256(stdout.bytes)).toBe(sha256(sent));
    expect([...stderr.bytes]).toEqual([0x80, 0x0a]);
    expect(lines).toContain('end');
  });

  it('goes on to be read when our own reader went away', async () => {
    const gone = new PassThrough();
    gone.destroy(new Error('EPIPE'));
    gone.on('error', () => {});
    const lines: string[] = [];
    const command = await program(`for (let i = 0; i < 20_000; i++) console.log('line ' + i);`);
    const running = processSpawn({ stdout: gone, stderr: gone }).start(portSheet({ command }), (line) =>
      lines.push(line),
    );
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 0 });
    expect(lines.at(-1)).toBe('line 19999');
  });

  it('does not keep a run open when a grandchild holds on to it', async () => {
    const command = await program(`
      import { spawn } from 'node:child_process';
      const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      left.unref();
      console.log('done');
      process.exit(3);
    `);
    const { ended, signal, lines } = start({ command });
    expect(await ended).toEqual({ kind: 'exited', exitCode: 3 });
    expect(lines).toEqual(['done']);
    signal('SIGKILL');
  });
});

describe('the end of a daemon', () => {
  it('is its exit code', async () => {
    const { ended } = start({ command: await program('process.exit(42)') });
    expect(await ended).toEqual({ kind: 'exited', exitCode: 42 });
  });

  it('is the signal that ended it', async () => {
    const { ended, printed, signal } = start({
      command: await program(`console.log('up'); setInterval(() => {}, 1000)`),
    });
    await printed('up');
    signal('SIGTERM');
    expect(await ended).toEqual({ kind: 'killed', signal: 'SIGTERM' });
    // Nobody is there any more.
    signal('SIGTERM');
  });

  it('comes to what it started, too', async () => {
    const { ended, printed, signal } = start({
      command: await program(`
        import { spawn } from 'node:child_process';
        spawn(process.execPath, ['-e', "process.on('SIGUSR2', () => { console.log('heard'); process.exit() }); console.log('up'); setInterval(() => {}, 1000)"], { stdio: 'inherit' })
          .on('exit', () => process.exit(5));
        process.on('SIGUSR2', () => {});
      `),
    });
    await printed('up');
    signal('SIGUSR2');
    expect(await ended).toEqual({ kind: 'exited', exitCode: 5 });
    await printed('heard');
  });

  it.each<[string, Partial<DaemonSpec>, 126 | 127, RegExp]>([
    [
      'a program that is missing',
      { command: ['/nowhere/sync'] },
      127,
      /^program \/nowhere\/sync .* is not found; correct command/,
    ],
    [
      'a missing folder',
      { command: [process.execPath], workingDirectory: '/nowhere' },
      127,
      /^workingDirectory \/nowhere/,
    ],
  ])('names %s', async (_, spec, exitCode, message) => {
    const end = await start(spec).ended;
    expect(end).toMatchObject({ kind: 'notStarted', exitCode });
    expect(end).toHaveProperty('message', expect.stringMatching(message));
  });

  it('names a program that may not run', async () => {
    const [, path] = await program('a file without the right to execute');
    const end = await start({ command: [path ?? ''] }).ended;
    expect(end).toMatchObject({ kind: 'notStarted', exitCode: 126 });
    expect(end).toHaveProperty('message', expect.stringContaining('cannot be started (EACCES)'));
  });
});

describe('a daemon', () => {
  it('gets its environment beside ours, its working directory and no standard input', async () => {
    const { ended, lines } = start({
      command: await program(`
        import { readFileSync } from 'node:fs';
        console.log(process.env.CREW, Boolean(process.env.PATH), process.cwd(), readFileSync(0).length);
      `),
      environment: { CREW: 'night' },
      workingDirectory: '/',
    });
    await ended;
    expect(lines).toEqual(['night true / 0']);
  });

  it('does not pass its arguments through a shell', async () => {
    const [node, path] = await program('console.log(process.argv[2])');
    const { ended, lines } = start({ command: [node, path ?? '', '$HOME; echo *'] });
    await ended;
    expect(lines).toEqual(['$HOME; echo *']);
  });
});
