import { type Register, withConfig, withExamples } from '../../command.ts';
import type { ForgetOptions } from './forget.ts';

export const forgetCommand: Register = (program, launch) => {
  const command = program
    .command('forget')
    .argument(
      '<name>',
      'name of the grant, API key, signing key or agent token, also of one that the declaration has no more',
    )
    .summary('delete what is held of a grant')
    .description(
      'Shows what is held of the grant: secrets, tokens, ledger, sinks. With --yes it deletes secrets and ledger; the sinks ' +
        'keep their last token unless --remove-sinks. At the issuer the grant lives on: --revoke ends it there first, and ' +
        'some issuers (Google) then end every grant of that client and account. evergrant up must not run.',
    )
    .option('--yes', 'delete')
    .option('--revoke', 'revoke the refresh token at the issuer first; if that fails, nothing is deleted')
    .option('--remove-sinks', 'delete the token files too; a part of a file of yours stays')
    .option('--json', 'print one JSON document')
    .action((grant: string, options: ForgetOptions) =>
      launch(async (io) => (await import('./forget.ts')).forget(grant, { options, io })),
    );
  withExamples(withConfig(command), [
    'evergrant forget crew-sheets      # shows what would go; changes nothing',
    'evergrant forget crew-sheets --yes --remove-sinks',
    'evergrant forget crew-sheets --revoke --yes',
    'evergrant forget no-such-grant      # exits 64: names the grants that are held',
  ]);
};
