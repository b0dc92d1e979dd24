import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EvergrantEvent } from '../../core/event.ts';
import { eventCodec } from '../../host/control/wire-format.ts';
import type { Lab } from './lab.ts';
import { until } from './until.ts';

export interface EvergrantOptions {
  readonly lab: Lab;
  /** What `buildCommandLine` gave. */
  readonly script: string;
  /** What is typed after `evergrant`. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Words in front of it all: `faketime -f +1d`. */
  readonly under?: readonly string[];
  readonly uid?: number;
}

export interface EvergrantEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A command of Evergrant as a process of its own. */
export class Evergrant {
  readonly pid: number;
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  /** Kept when it is gone and all its lines were read. */
  readonly ended: Promise<EvergrantEnd>;
  readonly #child: ChildProcess;
  readonly #lab: Lab;
  #end: EvergrantEnd | undefined;

  constructor({ lab, script, words, environment = {}, under = [], uid }: EvergrantOptions) {
    const [command = process.execPath, ...rest] = [...under, process.execPath, script, ...words];
    const child = spawn(command, [...rest, '--config', lab.config], {
      cwd: lab.folder,
      env: { PATH: process.env.PATH, HOME: lab.folder, NO_COLOR: '1', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    this.#child = child;
    this.#lab = lab;
    this.pid = child.pid ?? 0;
    const read = [reading(child.stdout, this.stdout), reading(child.stderr, this.stderr)];
    const exit = new Promise<EvergrantEnd>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', () => resolve({ code: null, signal: null }));
    });
    this.ended = exit.then(async (end) => {
      await Promise.all(read);
      this.#end = end;
      return end;
    });
    child.stdin.on('error', () => undefined);
  }

  /** What it printed with `--json`, as events. The last line of a killed process may be cut. */
  get events(): readonly EvergrantEvent[] {
    return this.stdout.flatMap((line) => {
      const event = eventCodec.safeParse(parsed(line));
      return event.success ? [event.data] : [];
    });
  }

  /** Waits until its control socket answers. @throws Error with what it printed, when it ended instead */
  async answers(): Promise<void> {
    await until(`evergrant up (process ${this.pid})`, async () => {
      if (this.#end) return 'ended' as const;
      await this.#lab.running().status();
      return 'answers' as const;
    });
    if (this.#end) throw new Error(`evergrant up ended: ${this.stderr.join(' | ')}`);
  }

  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns when it is gone */
  async kill(): Promise<EvergrantEnd> {
    this.send('SIGKILL');
    return await this.ended;
  }

  async stop(): Promise<EvergrantEnd> {
    this.send('SIGTERM');
    return await this.ended;
  }
}

function reading(stream: Readable, into: string[]): Promise<void> {
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => into.push(line));
  return new Promise((resolve) => lines.once('close', resolve));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
