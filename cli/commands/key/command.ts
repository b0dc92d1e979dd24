import { type Register, withConfig, withExamples } from '../../command.ts';
import type { KeyOptions } from './set.ts';

export const keyCommand: Register = (program, launch) => {
  const key = program
    .command('key')
    .summary('hand over an API key')
    .description(
      'API keys are held like grants: delivered, watched, and rotated where their issuer has an API for it.',
    );
  const set = key
    .command('set')
    .argument('<name>', 'name of the API key in the declaration')
    .summary('put a key that you made in force')
    .description(
      'Reads the key from standard input, or asks for it on a terminal without showing it; it is never an argument. Where ' +
        'the declaration names an issuer, the key is tested there first, and one that it refuses is not taken. Every sink ' +
        'gets the new key at once.',
    )
    .option('--json', 'print one JSON document')
    .action((name: string, options: KeyOptions) =>
      launch(async (io) => (await import('./set.ts')).setKey(name, { options, io })),
    );
  set.showHelpAfterError('next: evergrant key set --help');
  withExamples(withConfig(set), [
    'evergrant key set mail      # asks for it',
    'evergrant key set mail < new-key.txt',
    'evergrant key set mail SG.abc.def      # exits 64: a key has no business on a command line',
  ]);
  withExamples(key, [
    'evergrant key set mail',
    'evergrant key mail      # exits 64: the word set is missing',
  ]);
};
