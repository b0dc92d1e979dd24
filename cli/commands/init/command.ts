import { type Register, withConfig, withExamples } from '../../command.ts';
import type { InitOptions } from './init-options.ts';

export const initCommand: Register = (program, launch) => {
  const command = program
    .command('init')
    .summary('write a declaration')
    .description(
      'Asks what is needed on a terminal, or takes it from the options, and writes a commented evergrant.yaml that ' +
        'evergrant check accepts. A file that is there is never overwritten without --force, which keeps the old one beside it.',
    )
    .option('--deployment <name>', 'prefix of every name', 'default')
    .option('--issuer <issuer>', 'a preset, such as google, or the address of an issuer')
    .option(
      '--domain <host>',
      'your tenant at an issuer that gives each customer a domain, such as acme.okta.com',
    )
    .option('--grant <name>', 'name of the first grant')
    .option('--account <account>', 'the account that has to consent (default: any may)')
    .option('--scopes <scopes>', 'what the grant asks for, separated by commas (default: nothing)')
    .option(
      '--client-id <id>',
      'the client identifier; with a secret in --client-secret-file, else a public client',
    )
    .option('--client-secret-file <file>', 'a file that holds the client secret and nothing else, 0600')
    .option(
      '--credentials-file <file>',
      "Google's download of a client, in place of --client-id; docs/google-client.md says how to make one",
    )
    .option(
      '--sink <file...>',
      'files that the token is delivered to (default: none; evergrant token prints it)',
    )
    .option('--print', 'print the file on stdout, write nothing')
    .option('--force', 'replace a file that is there; it is kept beside the new one')
    .option('--json', 'print one JSON document')
    .action((options: InitOptions) => launch(async (io) => (await import('./init.ts')).init(options, io)));
  withExamples(withConfig(command), [
    'evergrant init      # asks',
    'evergrant init --issuer google --grant crew-sheets --scopes spreadsheets --credentials-file client.json --sink token.json',
    'evergrant init --issuer https://login.example.com --grant crew --client-id crew --print',
    'evergrant init --issuer okta --domain acme.okta.com --grant crew --client-id crew --print',
    'evergrant init --issuer google </dev/null      # exits 64: names what is missing',
  ]);
};
