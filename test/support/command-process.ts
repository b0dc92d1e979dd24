import { type ChildProcess, spawn } from 'node:child_process';

/** A word of the command line at work as a process of its own. */
export class CommandProcess {
  readonly child: ChildProcess;
  /** Settles with the exit code once its outputs are read; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #stdout: Buffer[] = [];
  #stderr = '';
  readonly #watchers: (() => void)[] = [];

  /** @param script the built command line; @param options.words what is typed after `evergrant` */
  constructor(script: string, options: { words: readonly string[]; folder: string }) {
    this.child = spawn(process.execPath, [script, ...options.words], {
      cwd: options.folder,
      env: { PATH: process.env.PATH, HOME: options.folder, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
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
