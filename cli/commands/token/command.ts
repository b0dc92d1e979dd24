import { type Register, withConfig, withExamples } from '../../command.ts';
import type { TokenOptions } from './token.ts';

export const tokenCommand: Register = (program, launch) => {
  const command = program
    .command('token')
    .argument('<name>', 'name of the token in the declaration')
    .summary('print a token that is good for a while')
    .description(
      'Prints the access token and nothing else on stdout, refreshed first if it would not live long enough. However many ' +
        'processes ask at once, at most one refresh is sent.',
    )
    .option(
      '--min-valid <span>',
      'how long it must live at least, such as 60s or 5m (default: 60s, or half of a declared lifetime under 2m)',
    )
    .option(
      '--socket <path>',
      'ask on this socket and read no declaration (default: $EVERGRANT_SOCKET, else the broker of the declaration)',
    )
    .option('--json', 'print one JSON document with token, expiry, generation and fingerprint')
    .action((name: string, options: TokenOptions) =>
      launch(async (io) => (await import('./token.ts')).token(name, { options, io })),
    );
  withExamples(withConfig(command), [
    'curl -H "Authorization: Bearer $(evergrant token sheets)" https://sheets.googleapis.com/…',
    'evergrant token sheets --min-valid 5m --json',
    'evergrant token sheets --socket /run/evergrant/default/tokens.sock      # as another user: see tokenSocket',
    'evergrant token sheets --min-valid 2d      # exits 1: longer than the tokens of this issuer live',
  ]);
};
