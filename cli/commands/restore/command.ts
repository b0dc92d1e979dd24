import { type ConfigOption, type Register, withConfig, withExamples } from '../../command.ts';

export const restoreCommand: Register = (program, launch) => {
  const command = program
    .command('restore')
    .argument('<file>', 'a backup made by evergrant backup')
    .summary('make a state directory out of a backup')
    .description(
      'Writes the state directory of the declaration, which must be absent or empty. The restored one refreshes nothing ' +
        'until evergrant claim: the original may still run, or may have refreshed after the backup was taken.',
    )
    .option('--json', 'print one JSON document')
    .action((file: string, options: ConfigOption & { json?: boolean }) =>
      launch(async (io) => (await import('./restore.ts')).restore(file, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant restore /srv/backup/evergrant-monday',
    'evergrant restore /srv/backup/evergrant-monday      # a second time: exits 1, the state directory is not empty',
  ]);
};
