import { type Register, withConfig, withExamples } from '../../command.ts';
import type { PreflightOptions } from './preflight.ts';

export const preflightCommand: Register = (program, launch) => {
  const command = program
    .command('preflight')
    .argument('[daemon]', 'check what this daemon needs')
    .summary('look before you restart: will tokens work, now and after')
    .description(
      'Checks the access path and the refresh path of each grant apart, its sinks, its client, the clock, the state directory and ' +
        'the alerts. Reads only: no token is spent. Exits 1 when something is broken or dead, 2 when it ends soon, 3 when it cannot be told.',
    )
    .option('--all', 'check every grant (default when no daemon is named)')
    .option('--downtime <span>', 'how long nothing will be refreshed, such as 10m', '0s')
    .option('--at-once <count>', 'how many consumers the server takes at the same time')
    .option(
      '--prove',
      'prove the refresh path by one refresh, unless the issuer accepted one in the last 5 minutes',
    )
    .option('--gate', 'for ExecCondition= of systemd: exit 1 for proven death, 0 for everything else')
    .option('--json', 'print one JSON document')
    .action((daemon: string | undefined, options: PreflightOptions) =>
      launch(async (io) => (await import('./preflight.ts')).preflight(daemon, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant preflight',
    'evergrant preflight port-sheet --downtime 10m',
    'evergrant preflight --all --prove --json',
    'ExecCondition=/usr/bin/evergrant preflight port-sheet --gate      # in a unit file',
    'evergrant preflight no-such-daemon      # exits 64: names the daemons there are',
  ]);
};
