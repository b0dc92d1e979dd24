import { type ConfigOption, type Register, withConfig, withExamples } from '../../command.ts';

export const checkCommand: Register = (program, launch) => {
  const command = program
    .command('check')
    .summary('validate the declaration')
    .description(
      'Reads the declaration and says everything that is wrong with it, or what it declares. Looks at the files in which ' +
        'clients keep their secrets and at the directories of sinks, too: who else may read them, and whether they are there.',
    )
    .option('--json', 'print one JSON document')
    .action((options: ConfigOption & { json?: boolean }) =>
      launch(async (io) => (await import('./check.ts')).check(options, io)),
    );
  withExamples(withConfig(command), [
    'evergrant check',
    'evergrant check --config staging.yaml --json',
    'evergrant check --config missing.yaml      # exits 78: no such file',
  ]);
};
