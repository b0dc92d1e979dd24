import { type ConfigOption, type Register, withConfig, withExamples } from '../../command.ts';

export const upCommand: Register = (program, launch) => {
  const command = program
    .command('up')
    .summary('run the broker in the foreground')
    .description(
      'Holds the grants, refreshes them ahead of expiry and serves the control socket. May be killed and started at any moment.',
    )
    .option('--json', 'print events as JSON Lines on stdout instead of text')
    .action((options: ConfigOption & { json?: boolean }) =>
      launch(async (io) => (await import('./up.ts')).up(options, io)),
    );
  withExamples(withConfig(command), [
    'evergrant up',
    'evergrant up --json | tee events.jsonl',
    'evergrant up      # a second time: exits 1 and says who holds the state directory',
  ]);
};
