import { type Register, withConfig, withExamples } from '../../command.ts';
import type { MigrateOptions } from './migrate.ts';

export const migrateCommand: Register = (program, launch) => {
  const command = program
    .command('migrate')
    .summary('move the grants of this machine into a deployment in AWS')
    .description(
      'Says what moves, what must be there and what stands against it, and changes nothing. With --apply it freezes the state ' +
        'directory, so that nothing refreshes here any more, copies each grant with its client secret and its state, proves both ' +
        'sides equal by fingerprint, and leaves the first refresh to AWS. It may be run again wherever it was ended.',
    )
    .requiredOption('--to <engine>', 'where to: aws')
    .option(
      '--into <file>',
      'the declaration of the deployment (default: evergrant.aws.yaml beside the other one)',
    )
    .option('--apply', 'do it')
    .option('--cancel', 'thaw a state directory of which no grant is in AWS yet')
    .option('--json', 'print one JSON document')
    .action((options: MigrateOptions) =>
      launch(async (io) => (await import('./migrate.ts')).migrate(options, io)),
    );
  withExamples(withConfig(command), [
    'evergrant migrate --to aws      # looks and changes nothing',
    'evergrant migrate --to aws --into evergrant.aws.yaml --apply',
    'evergrant migrate --to aws --cancel',
    'evergrant migrate --to aws --apply      # while evergrant up runs: exits 1 and says what to stop',
  ]);
};
