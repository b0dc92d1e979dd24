import { type Register, withExamples } from '../../command.ts';
import type { DrillOptions } from './drill.ts';

export const drillCommand: Register = (program, launch) => {
  const command = program
    .command('drill')
    .summary('see it work: an outage, a dead grant and a revocation, in under a minute')
    .description(
      'Runs a real authorization server, the broker and a supervised daemon on this machine, lets everything go wrong that matters, ' +
        'and compares what happened with what was expected. Uses loopback only and a temporary folder. Exits 0 only if every expectation was met.',
    )
    .option('--json', 'print one event a line')
    .option('--keep', 'keep the temporary folder and say where it is')
    .action((options: DrillOptions) => launch(async (io) => (await import('./drill.ts')).drill(options, io)));
  withExamples(command, [
    'evergrant drill',
    'evergrant drill --json > drill.jsonl',
    'evergrant drill crew-sheets      # exits 64: it touches no grant of yours, and takes no name',
  ]);
};
