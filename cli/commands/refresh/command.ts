import { type Register, withConfig, withExamples } from '../../command.ts';
import type { RefreshOptions } from './refresh.ts';

export const refreshCommand: Register = (program, launch) => {
  const command = program
    .command('refresh')
    .argument('<grant>', 'name of the grant, or of the agent token, in the declaration')
    .summary('refresh a grant now')
    .description(
      'Sends one refresh, or joins the one under way; for the token of an agent, signs a fresh one. With --unless, only if ' +
        'the token in force is still that one.',
    )
    .option('--unless <fingerprint>', 'do nothing when the token in force has another fingerprint')
    .option('--json', 'print one JSON document')
    .action((grant: string, options: RefreshOptions) =>
      launch(async (io) => (await import('./refresh.ts')).refreshNow(grant, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant refresh crew-sheets',
    'evergrant refresh crew-sheets --unless 3fa9c1d20b7e',
    'evergrant refresh mayor      # the token of an agent: a fresh one',
    'evergrant refresh dead-grant      # exits 1: says the cause and the command that repairs it',
  ]);
};
