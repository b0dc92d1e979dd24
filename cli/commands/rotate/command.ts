import { type Register, withConfig, withExamples } from '../../command.ts';
import type { RotateOptions } from './rotate.ts';

export const rotateCommand: Register = (program, launch) => {
  const command = program
    .command('rotate')
    .argument('<name>', 'name of the API key or signing key in the declaration')
    .summary('replace an API key or a signing key by a new one')
    .description(
      'Has the issuer make a new key, tests it, puts it in force and into every sink; the old one ends after the overlap. ' +
        'Without an option only if it is due. After a leak: --emergency ends the old key as soon as the new one is ' +
        'delivered, and programs that keep the old one in memory fail. A signing key is published first and signs once ' +
        'verifiers can have fetched it; after --emergency no token of the keys before it is good, and it says which those are.',
    )
    .option('--now', 'also when it is not due')
    .option('--emergency', 'now, and without the overlap')
    .option('--json', 'print one JSON document')
    .action((name: string, options: RotateOptions) =>
      launch(async (io) => (await import('./rotate.ts')).rotate(name, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant rotate mail --now',
    'evergrant rotate mail --emergency',
    'evergrant rotate gastown --emergency --json      # a signing key: lists the tokens that end',
    'evergrant rotate plain-key --now      # exits 1: no issuer makes its successor; says what to do',
  ]);
};
