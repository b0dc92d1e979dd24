import { type Register, withConfig, withExamples } from '../../command.ts';
import type { InstallOptions } from './install.ts';

export const installCommand: Register = (program, launch) => {
  const command = program
    .command('install')
    .summary('make systemd units for the broker and the supervised daemons')
    .description(
      'Prints one hardened unit for evergrant up and one for each daemon that evergrant run supervises; with --write it ' +
        'writes them. It starts nothing: it says what to type. A unit that somebody changed is not overwritten.',
    )
    .option('--write', 'write the units')
    .option('--user', "units for your own manager (~/.config/systemd/user) in place of the system's")
    .option('--run-as <user>', 'user of the system units (default: you)')
    .option('--directory <directory>', 'where the units go (default: /etc/systemd/system)')
    .option('--force', 'overwrite units that were changed; the old ones are kept as NAME.kept')
    .option('--json', 'print one JSON document')
    .action((options: InstallOptions) =>
      launch(async (io) => (await import('./install.ts')).install(options, io)),
    );
  withExamples(withConfig(command), [
    'evergrant install      # shows the units; changes nothing',
    'sudo evergrant install --config /etc/evergrant/evergrant.yaml --run-as jada --write',
    'evergrant install --user --write',
    'evergrant install --write      # after a change by hand: exits 1, names the unit, and --force',
  ]);
};
