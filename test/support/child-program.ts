import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A bundled program that runs as a process of its own. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** Its lines on stdout, as they come. */
  readonly lines: AsyncIterator<string>;
  /** Waits for its end. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; lines: readonly string[] }>;
}

/** @param program what `bundleProgram` gave */
export function startProgram(
  program: string,
  options: SpawnOptions & { args: readonly string[] },
): ChildProgram {
  const { args, ...rest } = options;
  const child = spawn(process.execPath, [program, ...args], { ...rest, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  return {
    process: child,
    lines,
    async ended() {
      const left: string[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) left.push(next.value);
      await exit;
      return { code: child.exitCode, signal: child.signalCode, lines: left };
    },
  };
}
