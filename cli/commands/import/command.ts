import { type Register, withConfig, withExamples } from '../../command.ts';
import type { ImportOptions } from './import-call.ts';

export const importCommand: Register = (program, launch) => {
  const command = program
    .command('import')
    .argument(
      '<directory>',
      'where other tools keep client, refresh token and token cache, such as ~/.secrets',
    )
    .summary('take a grant over from a folder of token files')
    .description(
      'Prints what it found and what it would do, and changes nothing. With --apply it adds client, grant and sink to the ' +
        'declaration, holds the refresh token from then on, and proves it by one refresh, whose token goes where the ' +
        'scripts read theirs. The old files stay. It refuses while there are signs that somebody else still refreshes: ' +
        'two refreshers of one rotating grant end it.',
    )
    .option('--apply', 'do it')
    .option('--grant <name>', 'name of the grant in the declaration', 'google')
    .option(
      '--issuer <issuer>',
      'a preset, or the address of an issuer (default: what the files say, else google)',
    )
    .option(
      '--account <account>',
      'the account that the grant belongs to; a later consent by another one is refused',
    )
    .option('--scopes <scopes>', 'scopes of the grant, separated by commas (default: what the files say)')
    .option('--credentials-file <name>', 'the client to take, where the folder holds several')
    .option('--take-over', 'go on although somebody else seems to refresh; stop that one first')
    .option('--retire-old', 'rename the old refresh token file, once the new ones have worked')
    .option('--json', 'print one JSON document')
    .action((directory: string, options: ImportOptions) =>
      launch(async (io) => (await import('./import.ts')).importFolder(directory, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant import ~/.secrets      # shows the plan; changes nothing',
    'evergrant import ~/.secrets --grant office --account ops@example.com --apply',
    'evergrant import ~/.secrets --grant office --retire-old',
    'evergrant import /tmp/no-such-folder      # exits 64: no such directory',
  ]);
};
