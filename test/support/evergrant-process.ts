import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that runs, or ran. */
export interface Process {
  /** What it printed so far, both outputs. */
  readonly lines: readonly string[];
  readonly pid: number;
  /** Its exit code, once it has ended and everything it printed is in `lines`. */
  readonly ended: Promise<number | null>;
  /** Waits for a line on which `find` says something. Rejects when the program ends without one. */
  line<T>(find: (line: string) => T | undefined): Promise<T>;
  /** Asks it to end. @param signal default: SIGTERM */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a program with a home of its own and nothing else of this environment but PATH. */
export function startProcess(
  command: readonly [string, ...string[]],
  place: {
    home: string;
    workingDirectory?: string;
    /** Beside PATH and HOME. */
    environment?: Readonly<Record<string, string>>;
  },
): Process {
  const [program, ...words] = command;
  const child = spawn(program, words, {
    cwd: place.workingDirectory ?? place.home,
    env: { PATH: process.env.PATH, HOME: place.home, NO_COLOR: '1', ...place.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    lines,
    pid: child.pid ?? 0,
    ended,
    line: (find) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.map(find).find((result) => result !== undefined);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without it:\n${lines.join('\n')}`)));
      }),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
    signal: (name) => void child.kill(name),
  };
}
