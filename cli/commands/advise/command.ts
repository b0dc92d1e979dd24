import { type Register, withConfig, withExamples } from '../../command.ts';
import type { AdviseOptions } from './advise.ts';

export const adviseCommand: Register = (program, launch) => {
  const command = program
    .command('advise')
    .argument('[place...]', 'files and folders to look into, such as ~/.secrets, ~/.aws/credentials, .env')
    .summary('say which stored secrets could be keyless, and how')
    .description(
      'Looks at the declaration, at the files and folders that are named, and at the environment if asked to. Says of each secret what ' +
        'could take its place, when that holds and when it does not, and the steps. Reads only, asks nobody, prints no secret: fingerprints.',
    )
    .option('--environment', 'look at the environment of this command, too')
    .option('--strict', 'exit 1 when a secret could be keyless, for a check in CI')
    .option('--json', 'print one JSON document')
    .action((places: string[], options: AdviseOptions) =>
      launch(async (io) => (await import('./advise.ts')).adviseOn(places, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant advise      # what the declaration holds',
    'evergrant advise ~/.secrets ~/.aws/credentials /opt/jada/.env',
    'evergrant advise --environment --json',
    'evergrant advise /tmp/no-such-folder      # exits 64: no such file or directory',
  ]);
};
