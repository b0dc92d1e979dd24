import type { Command } from 'commander';
import type { Io } from './io.ts';

/** Runs what was typed; `run` loads the command's code only now, so that `--help` and `status` start fast. */
export type Launch = (run: (io: Io) => Promise<number>) => Promise<void>;

/** Adds one command to the program: its words, options and examples. */
export type Register = (program: Command, launch: Launch) => void;

/** Options that every command with a declaration takes. */
export interface ConfigOption {
  readonly config?: string;
}

/** Adds `--config FILE`. */
export function withConfig(command: Command): Command {
  return command.option(
    '-c, --config <file>',
    'the declaration (default: $EVERGRANT_CONFIG, ./evergrant.yaml, ~/.config/evergrant/evergrant.yaml)',
  );
}

/** Adds examples below a command's help; the last ones show runs that are refused, and why. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}
