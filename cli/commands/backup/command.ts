import { type ConfigOption, type Register, withConfig, withExamples } from '../../command.ts';

export const backupCommand: Register = (program, launch) => {
  const command = program
    .command('backup')
    .argument('<file>', 'the backup to write; it must not exist')
    .summary('copy secrets and state into one file')
    .description(
      'Writes one sealed file (0600) with the grants, tokens and ledger of the state directory, also while evergrant up ' +
        'runs. It holds refresh tokens and keys in the clear: keep it as you keep them, or encrypt it. The declaration and the ' +
        'client secrets are files of yours and not in it.',
    )
    .option('--json', 'print one JSON document')
    .action((file: string, options: ConfigOption & { json?: boolean }) =>
      launch(async (io) => (await import('./backup.ts')).backup(file, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant backup /srv/backup/evergrant-monday',
    'evergrant backup /srv/backup/evergrant-monday      # a second time: exits 1, a backup is never overwritten',
  ]);
};
