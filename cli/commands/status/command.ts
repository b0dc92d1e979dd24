import { type Register, withConfig, withExamples } from '../../command.ts';
import type { StatusOptions } from './status.ts';

export const statusCommand: Register = (program, launch) => {
  const command = program
    .command('status')
    .argument('[grant]', 'show this one in full')
    .summary('say how each credential is')
    .description(
      'Shows state, time left, next refresh, forecast with its basis, deliveries, last verdict and open incident. ' +
        'Exits 0 when all is well, 1 when a credential is dead, 2 when one ends soon, 3 when nothing can be proven.',
    )
    .option('--json', 'print one JSON document (with --watch: one a line at each change)')
    .option('--watch', 'show again at each change, until interrupted')
    .action((grant: string | undefined, options: StatusOptions) =>
      launch(async (io) => (await import('./status.ts')).status(grant, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant status',
    'evergrant status crew-sheets',
    'evergrant status --json | jq \'.credentials[] | select(.state != "healthy")\'',
    'evergrant status no-such-grant      # exits 64: names the grants there are',
  ]);
};
