import { PassThrough } from 'node:stream';
import type { Io } from '../../cli/io.ts';
import { main } from '../../cli/main.ts';

/** What a command said and how it ended. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs. */
export interface CliPlace {
  readonly home: string;
  /** @default home */
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Lines that a person types at a terminal; left out: nobody is there. */
  readonly typed?: readonly string[];
  /** Does a person read stdout as it comes? @default false */
  readonly interactive?: boolean;
}

/** Runs `evergrant WORDS` inside this process, in a home of its own. */
export async function runCli(words: readonly string[], place: CliPlace): Promise<CliRun> {
  const { home, workingDirectory = home, environment = {}, typed, interactive = false } = place;
  const [stdout, stderr] = [collected(), collected()];
  const io: Io = {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: typed ? terminal(typed, stderr.stream) : new PassThrough().end(),
    environment,
    home,
    script: '/usr/lib/evergrant/evergrant.js',
    workingDirectory,
    colour: false,
    interactive,
    interrupted: new AbortController().signal,
  };
  const exitCode = await main(words, io);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function collected() {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Answers each question as it is asked: a line that comes before its question would be lost. */
function terminal(typed: readonly string[], questions: PassThrough): PassThrough {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...typed];
  questions.on('data', (chunk: Buffer) => {
    const line = chunk.toString().endsWith(': ') ? left.shift() : undefined;
    if (line !== undefined) input.write(`${line}\n`);
  });
  return input;
}
