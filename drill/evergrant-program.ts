import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Milliseconds } from '../core/time.ts';
import type { DrillFolder } from './drill-folder.ts';

/** How a program of the drill is started. */
export interface ProgramOptions {
  /** Path of the command line's own script. */
  readonly script: string;
  /** What is typed after `evergrant`. */
  readonly words: readonly string[];
  readonly folder: DrillFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** A line could not be taken: the disk is full, say. */
  readonly onTrouble: (error: unknown) => void;
}

/** How it ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long a program may take to end when it was told to. */
const PATIENCE: Milliseconds = 5_000;

/** A command of Evergrant as a process of its own, as a user would start it: no shell, and no word of the user's setup. */
export class EvergrantProgram {
  /** What was typed. */
  readonly name: string;
  /** Settles when the process is gone and all its lines were read. */
  readonly ended: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #told = false;

  constructor(options: ProgramOptions) {
    const { script, words, folder, environment, onLine, onTrouble } = options;
    this.name = ['evergrant', ...words].join(' ');
    const child = spawn(process.execPath, [script, ...words, '--config', folder.config], {
      cwd: folder.path,
      env: secluded(environment, folder),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A Ctrl-C at the terminal reaches the drill alone, which then ends its programs in order.
      detached: true,
    });
    this.#child = child;
    const log = join(folder.logs, `${words[0]}.log`);
    const read = (stream: Readable, name: 'stdout' | 'stderr') =>
      this.#read(stream, (line) => {
        this.#lines.push(line);
        try {
          appendFileSync(log, `${line}\n`);
          onLine(line, name);
        } catch (error) {
          onTrouble(error);
        }
      });
    const outputs = [read(child.stdout, 'stdout'), read(child.stderr, 'stderr')];
    this.ended = endOf(child).then(async (end) => {
      await Promise.all(outputs);
      return end;
    });
  }

  /** Was it asked to end? An end before that is a failure. */
  get told(): boolean {
    return this.#told;
  }

  /** What it printed, both outputs. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Asks it to end; it is killed when it does not. @returns how it ended; `SIGKILL` when it had to be killed */
  async stop(): Promise<ProgramEnd> {
    this.#told = true;
    this.#child.kill('SIGTERM');
    const over = new AbortController();
    const killed = pause(PATIENCE, undefined, { signal: over.signal }).then(
      () => this.#child.kill('SIGKILL'),
      () => {},
    );
    const end = await this.ended;
    over.abort();
    await killed;
    return end;
  }

  #read(stream: Readable, onLine: (line: string) => void): Promise<void> {
    const lines = createInterface({ input: stream });
    lines.on('line', onLine);
    return new Promise((resolve) => lines.once('close', resolve));
  }
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', () => resolve({ exitCode: null, signal: null }));
  });
}

/** Variables that say how this machine works and nothing about its user. */
const HARMLESS = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

function secluded(environment: Readonly<Record<string, string | undefined>>, { home }: DrillFolder) {
  const kept = HARMLESS.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_RUNTIME_DIR: join(home, 'run'),
  };
}
