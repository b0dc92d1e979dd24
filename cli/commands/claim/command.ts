import { type Register, withConfig, withExamples } from '../../command.ts';
import type { ClaimOptions } from './claim.ts';

export const claimCommand: Register = (program, launch) => {
  const command = program
    .command('claim')
    .summary('make a copied or restored state directory belong to this machine')
    .description(
      'A state directory that was made on another machine is not used: two machines that refresh the same grant burn it. ' +
        'With --original-is-stopped you say that the other machine refreshes no more, and this one takes over.',
    )
    .option('--original-is-stopped', 'the machine that this copy comes from will not refresh again')
    .option('--json', 'print one JSON document')
    .action((options: ClaimOptions) => launch(async (io) => (await import('./claim.ts')).claim(options, io)));
  withExamples(withConfig(command), [
    'evergrant claim      # says whose the directory is; changes nothing',
    'evergrant claim --original-is-stopped',
    'evergrant claim crew-sheets      # exits 64: it takes over the whole directory, and no single grant',
  ]);
};
