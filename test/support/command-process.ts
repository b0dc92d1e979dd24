import { type ChildProcess, spawn } from 'node:child_process';

export interface CommandOptions {
  /** What is typed after `evergrant`. */
  readonly words: readonly string[];
  /** Its working directory and its home. */
  readonly folder: string;
  /** Beside `PATH` and `HOME`, which are all that it gets otherwise. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `open`: `child.stdin` may be written to. @default 'none' */
  readonly stdin?: 'open' | 'none';
  /** A command that runs it, such as `unshare -rm`. @default nothing */
  readonly wrapper?: readonly string[];
}

/** A word of the command line at work as a process of its own. */
export class CommandProcess {
  readonly child: ChildProcess;
  /** Settles with the exit code once its outputs are read; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #stdout: Buffer[] = [];
  #stderr = '';
  readonly #watchers: (() => void)[] = [];

  /** @param script the built command line */
  constructor(script: string, options: CommandOptions) {
    const { words, folder, environment = {}, stdin = 'none', wrapper = [] } = options;
    const [program = process.execPath, ...before] = [...wrapper, process.execPath];
    this.child = spawn(program, [...before, script, ...words], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', ...environment },
      stdio: [stdin === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#stdout.push(chunk);
      this.#look();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
      this.#look();
    });
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  /** What it wrote to stdout, byte for byte. */
  get stdout(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  /** What it wrote to stderr. */
  get text(): string {
    return this.#stderr;
  }

  /** Whole lines of stderr. */
  get talk(): readonly string[] {
    return this.#stderr.split('\n').slice(0, -1);
  }

  /** The lines of stderr that are JSON objects, of this type. */
  events(type: string): readonly Record<string, unknown>[] {
    return this.talk.filter((line) => line.startsWith(`{`) && line.includes(`"type":"${type}"`)).map(parse);
  }

  /** Settles with the n-th event of a type, counted from 1, as soon as it was printed. */
  async saw(type: string, count = 1): Promise<Record<string, unknown>> {
    await this.until(() => this.events(type).length >= count);
    return this.events(type)[count - 1] ?? {};
  }

  /** Settles as soon as its output makes this true; rejects, with the output, when it ends before. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (condition()) resolve();
      };
      this.#watchers.push(look);
      look();
      void this.ended.then((code) => reject(new Error(`it ended with ${code}: ${this.#stderr}`)));
    });
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
