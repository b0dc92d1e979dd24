import { type Register, withConfig, withExamples } from '../../command.ts';
import type { EventsOptions } from './events.ts';

export const eventsCommand: Register = (program, launch) => {
  const command = program
    .command('events')
    .summary('follow what the broker does')
    .description('Prints the last events of the running broker and then each new one, until interrupted.')
    .option('--json', 'print JSON Lines')
    .option('--recent <count>', 'how many past events to begin with', '20')
    .action((options: EventsOptions) =>
      launch(async (io) => (await import('./events.ts')).events(options, io)),
    );
  withExamples(withConfig(command), [
    'evergrant events',
    'evergrant events --json --recent 1000',
    'evergrant events      # without evergrant up: exits 3 and says so',
  ]);
};
