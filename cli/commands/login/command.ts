import { type Register, withConfig, withExamples } from '../../command.ts';
import type { LoginOptions } from './login.ts';

export const loginCommand: Register = (program, launch) => {
  const command = program
    .command('login')
    .argument('<grant>', 'name of the grant in the declaration')
    .summary('give consent to a grant, the first time or again')
    .description(
      'Opens the consent page of the issuer and waits on a loopback address for the answer (authorization code with PKCE). ' +
        'On a host without a browser, open the printed page anywhere and paste the address it ends at. The page is good for 15 minutes at least. ' +
        'The grant that was there stays until the new one has worked. A Google client is made once: docs/google-client.md.',
    )
    .option('--no-browser', 'only print the page to open')
    .option('--port <number>', 'loopback port of the redirect (default: a free one)')
    .option(
      '--timeout <span>',
      'give up after this long (default: on a terminal never, else 15m, as long as the page is good)',
    )
    .option('--json', 'print JSON Lines: first the page to open, last the result')
    .action((grant: string, options: LoginOptions) =>
      launch(async (io) => (await import('./login.ts')).login(grant, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant login crew-sheets',
    'evergrant login crew-sheets --no-browser      # then paste the redirect address',
    'ssh -L 8123:127.0.0.1:8123 host evergrant login crew-sheets --no-browser --port 8123',
    'evergrant login crew-sheets --json --timeout 5m      # from a program; exits 1 when nobody came',
    'evergrant login no-such-grant      # exits 64: names the grants there are',
  ]);
};
