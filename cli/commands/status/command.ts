import { type Register, withConfig, withExamples } from '../../command.ts';
import type { StatusOptions } from './status.ts';

export const statusCommand: Register = (program, launch) => {
  const command = program
    .command('status')
    .argument('[name]', "of a grant, a key, an agent's token or a host: show this one in full")
    .summary('say how each credential and each host is')
    .description(
      'Shows state, time left, next refresh, forecast with its basis, deliveries, last verdict and open incident, and on AWS each host by its last report. ' +
        'Exits 0 when all is well, 1 when a credential is dead or a host cannot write a sink, 2 when one ends soon or a host is silent, ' +
        '3 when nothing can be proven.',
    )
    .option('--json', 'print one JSON document (with --watch: one a line at each change)')
    .option('--watch', 'show again at each change, until interrupted')
    .action((name: string | undefined, options: StatusOptions) =>
      launch(async (io) => (await import('./status.ts')).status(name, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant status',
    'evergrant status crew-sheets',
    'evergrant status --json | jq \'.credentials[] | select(.state != "healthy")\'',
    'evergrant status no-such-grant      # exits 64: names the grants there are',
  ]);
};
