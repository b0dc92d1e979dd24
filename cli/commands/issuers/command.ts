import { type Register, withExamples } from '../../command.ts';
import type { IssuersOptions } from './issuers.ts';

export const issuersCommand: Register = (program, launch) => {
  const command = program
    .command('issuers')
    .argument('[name]', 'show every fact of this one, with its source')
    .summary('list the issuers that are known by name')
    .description(
      'Lists the presets for `issuer:` with the lifetimes, rotation and quirks of each, and where each fact is written.',
    )
    .option('--json', 'print one JSON document')
    .action((name: string | undefined, options: IssuersOptions) =>
      launch(async (io) => (await import('./issuers.ts')).issuers(name, { options, io })),
    );
  withExamples(command, [
    'evergrant issuers',
    'evergrant issuers google',
    "evergrant issuers --json | jq '.issuers[].name'",
    'evergrant issuers gogle      # exits 64: names the issuers there are',
  ]);
};
