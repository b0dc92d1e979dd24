import type { AuthorizationServer } from './authorization-server/authorization-server.ts';
import type { DrillFolder } from './drill-folder.ts';
import type { EvergrantProgram, ProgramEnd } from './evergrant-program.ts';
import type { Journal } from './journal.ts';
import type { Expectation, Judgement } from './scorecard.ts';

/** What an act plays on. */
export interface Stage {
  readonly folder: DrillFolder;
  readonly server: AuthorizationServer;
  readonly journal: Journal;
  readonly programs: Programs;
  readonly judge: (expectation: string, judgement: Judgement) => void;
}

/** The commands that run during a drill. */
export interface Programs {
  /** Every program that was started, oldest first. */
  readonly started: readonly EvergrantProgram[];
  /** `evergrant up`. What it does goes into the journal; its end before it is told to is the end of the drill. */
  startBroker(): EvergrantProgram;
  /** `evergrant run` of the daemon; as the broker. */
  startDaemon(): EvergrantProgram;
  /** A command that ends by itself. Its lines on stdout go to `onData`. */
  start(words: readonly string[], onData: (line: string) => void): EvergrantProgram;
  /** Ends all that still run, the last one first. May be called again. */
  stop(): Promise<readonly { readonly program: EvergrantProgram; readonly end: ProgramEnd }[]>;
}

/** A part of the story: what it is to show, and how it is played. */
export interface Act {
  readonly title: string;
  readonly expectations: readonly Expectation[];
  /** @throws NotObserved when something that the story needs does not come; the drill ends with it. */
  play(stage: Stage): Promise<void>;
}
