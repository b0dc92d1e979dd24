import { type Register, withConfig, withExamples } from '../../command.ts';
import type { RunOptions } from './run.ts';

export const runCommand: Register = (program, launch) => {
  const command = program
    .command('run')
    .argument('<daemon>', 'name of the daemon in the declaration')
    .summary('supervise a daemon')
    .description(
      'Runs the daemon on its schedule or keeps it running, judges its failures, holds it while its grant is dead and wakes it ' +
        'when a new one arrives. Passes output, signals and the exit code through.',
    )
    .option('--json', 'print what the supervisor does as JSON Lines on stderr')
    .action((daemon: string, options: RunOptions) =>
      launch(async (io) => (await import('./run.ts')).run(daemon, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant run port-sheet',
    'evergrant run no-such-daemon      # exits 64: names the daemons there are',
  ]);
};
