import { Fault } from '../core/fault.ts';
import { redact } from '../core/verdict/redact.ts';
import { DAEMON } from './declaration.ts';
import type { DrillFolder } from './drill-folder.ts';
import { EvergrantProgram, type ProgramEnd, type ProgramOptions } from './evergrant-program.ts';
import type { Journal } from './journal.ts';
import { readBrokerLine, readDaemonLine } from './observation.ts';
import type { Programs } from './stage.ts';

/** What the programs of a drill are started with. */
export interface DrillProgramsOptions extends Pick<ProgramOptions, 'script' | 'environment'> {
  readonly folder: DrillFolder;
  readonly journal: Journal;
}

/** Starts the commands of a drill and leaves none behind. */
export class DrillPrograms implements Programs {
  readonly started: EvergrantProgram[] = [];
  readonly #options: DrillProgramsOptions;

  constructor(options: DrillProgramsOptions) {
    this.#options = options;
  }

  startBroker(): EvergrantProgram {
    const { journal } = this.#options;
    return this.#startLasting(['up', '--json'], (line, stream) => {
      const observation = stream === 'stdout' ? readBrokerLine(line) : undefined;
      if (observation) journal.add(observation);
    });
  }

  startDaemon(): EvergrantProgram {
    const { journal } = this.#options;
    return this.#startLasting(['run', DAEMON, '--json'], (line) =>
      journal.add(readDaemonLine(line, Date.now())),
    );
  }

  start(words: readonly string[], onData: (line: string) => void): EvergrantProgram {
    return this.#start(words, (line, stream) => {
      if (stream === 'stdout') onData(line);
    });
  }

  async stop() {
    const ends = [];
    for (const program of [...this.started].reverse()) ends.push({ program, end: await program.stop() });
    return ends;
  }

  /** Starts a program that is to run until it is told to end; if it ends before, so does the drill. */
  #startLasting(words: readonly string[], onLine: ProgramOptions['onLine']): EvergrantProgram {
    const program = this.#start(words, onLine);
    void program.ended.then((end) => {
      if (!program.told) this.#options.journal.end(endedByItself(program, end));
    });
    return program;
  }

  #start(words: readonly string[], onLine: ProgramOptions['onLine']): EvergrantProgram {
    const { script, environment, folder, journal } = this.#options;
    const onTrouble = (error: unknown) => journal.end(error);
    const program = new EvergrantProgram({ script, environment, folder, words, onLine, onTrouble });
    this.started.push(program);
    return program;
  }
}

/** What a program said last is what is wrong with it; its events are not what it says to people. */
function endedByItself({ name, lines }: EvergrantProgram, { exitCode, signal }: ProgramEnd): Fault {
  const words = lines.filter((line) => !line.startsWith('{')).slice(-2);
  const said = words.length === 0 ? ' and said nothing' : `: ${words.map(redact).join('; ')}`;
  return new Fault({
    code: 'DrillProgramEnded',
    message: `${name} ended by itself (${signal ?? `exit code ${exitCode}`})${said}`,
  });
}
