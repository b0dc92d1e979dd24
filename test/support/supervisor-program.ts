import { type ChildProcess, spawn } from 'node:child_process';

/** A supervisor as a process of its own: the bundle of programs/supervise-script.ts, and what it and its daemon print. */
export class SupervisorProgram {
  readonly child: ChildProcess;
  /** Settles with the exit code; null: a signal ended it. */
  readonly ended: Promise<number | null>;
  #lines: readonly string[] = [];
  #output = '';
  readonly #watchers: (() => void)[] = [];

  /** @param args see the program */
  constructor(bundle: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const take = (chunk: Buffer) => {
      this.#output += chunk;
      this.#lines = this.#output.split('\n').slice(0, -1);
      for (const look of this.#watchers) look();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
    this.ended = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Settles with the first line that fits, as soon as it is there. */
  printed(line: string | RegExp): Promise<string> {
    const fits = (text: string) => (typeof line === 'string' ? text === line : line.test(text));
    return new Promise((resolve) => {
      const look = () => {
        const found = this.#lines.find(fits);
        if (found !== undefined) resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }
}
