import { createInterface } from 'node:readline';
import { ExitCode } from '../../../core/exit-code.ts';
import { type Fault, isFault } from '../../../core/fault.ts';
import { type Explanation, explain } from '../../../core/verdict/explain.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { readExplainable } from './read-explainable.ts';

/** How reading JSON Lines went. */
export interface JsonLinesRead {
  readonly exitCode: ExitCode;
  /** Lines that were there, blank ones among them. */
  readonly lines: number;
}

/**
 * Judges JSON Lines of standard input, each line for itself: one that cannot be read is named on stderr, and those after
 * it are judged all the same. Then the exit code is 64.
 */
export async function explainJsonLines(
  io: Io,
  each: (explanation: Explanation) => Explanation,
): Promise<JsonLinesRead> {
  let lines = 0;
  let judged = 0;
  const broken: Fault[] = [];
  const { stdin: input, interrupted: signal } = io;
  for await (const line of createInterface({ input, signal, terminal: false })) {
    lines += 1;
    if (line.trim() === '') continue;
    try {
      const explainable = readExplainable(line, lines);
      printLine(io, JSON.stringify(each(explain(explainable))));
      judged += 1;
    } catch (error) {
      if (!isFault(error)) throw error;
      broken.push(error);
      sayLine(io, `evergrant: ${error.message}`);
    }
  }
  const [first] = broken;
  if (first === undefined || io.interrupted.aborted) return { exitCode: ExitCode.Good, lines };
  sayLine(io, `evergrant: ${broken.length} of ${broken.length + judged} lines could not be judged`);
  sayLine(io, `next: ${first.remedy}`);
  return { exitCode: ExitCode.Usage, lines };
}
