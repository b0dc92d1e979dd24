import { systemClock } from '../../../adapters/node/system-clock.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { controlSocketPath } from '../../../host/broker/control-path.ts';
import { type Machine, openMachine } from '../../../host/broker/open-machine.ts';
import { forgetGrant } from '../../../host/forget/forget-grant.ts';
import { forgetKey } from '../../../host/forget/forget-key.ts';
import { forgetSigned } from '../../../host/forget/forget-signed.ts';
import { type GrantHoldings, grantHoldings } from '../../../host/forget/grant-holdings.ts';
import { type KeyHoldings, keyHoldings } from '../../../host/forget/key-holdings.ts';
import { revokeGrant } from '../../../host/forget/revoke-grant.ts';
import { revokeKey } from '../../../host/forget/revoke-key.ts';
import {
  type AgentTokenHoldings,
  type SigningKeyHoldings,
  signedHoldings,
} from '../../../host/forget/signed-holdings.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor } from '../../declaration.ts';
import { type Io, printLine, sayLine } from '../../io.ts';
import { withoutBroker } from '../../without-broker.ts';
import { keyDocument, reportKey, showKey } from './forget-key-text.ts';
import { reportSigned, showSigned, signedDocument } from './forget-signed-text.ts';

export interface ForgetOptions extends ConfigOption {
  readonly yes?: boolean;
  readonly revoke?: boolean;
  readonly removeSinks?: boolean;
  readonly json?: boolean;
}

/** Shows what is held of a grant, and deletes it when told to. */
export async function forget(
  grant: string,
  { options, io }: { options: ForgetOptions; io: Io },
): Promise<ExitCode> {
  const { declaration } = await declarationFor(options, io);
  const path = machineEngine(declaration).stateDirectory;
  const machine = await withoutBroker('a grant is forgotten', () =>
    openMachine({
      path,
      command: 'evergrant forget',
      socketPath: controlSocketPath(path),
      clock: systemClock,
      environment: io.environment,
      onDamage: () => {},
    }),
  );
  try {
    const key = await keyHoldings(grant, { machine, declaration });
    if (key) return await forgetHeldKey(key, { machine, declaration, options, io });
    const signed = await signedHoldings(grant, { machine, declaration });
    if (signed) return await forgetHeldSigned(signed, { machine, options, io });
    const holdings = await grantHoldings(grant, { machine, declaration });
    if (!options.yes) {
      if (options.json) printLine(io, JSON.stringify({ schema: 1, kind: 'held', ...asDocument(holdings) }));
      else show(holdings, { options, io });
      return ExitCode.Good;
    }
    const revoked = options.revoke
      ? (await revokeGrant(holdings, { machine, declaration, environment: io.environment })).kind
      : null;
    const removedFiles = await forgetGrant(holdings, { machine, removeSinks: options.removeSinks === true });
    if (options.json)
      printLine(
        io,
        JSON.stringify({ schema: 1, kind: 'forgotten', ...asDocument(holdings), revoked, removedFiles }),
      );
    else report(holdings, { io, revoked, removedFiles });
    return ExitCode.Good;
  } finally {
    await machine.lock.release();
  }
}

async function forgetHeldKey(
  holdings: KeyHoldings,
  at: { machine: Machine; declaration: Declaration; options: ForgetOptions; io: Io },
): Promise<ExitCode> {
  const { machine, options, io } = at;
  const removeSinks = options.removeSinks === true;
  const print = (document: object) =>
    printLine(io, JSON.stringify({ schema: 1, ...document, ...keyDocument(holdings) }));
  if (!options.yes) {
    if (options.json) print({ kind: 'held' });
    else showKey(holdings, { io, removeSinks });
    return ExitCode.Good;
  }
  const revoked = options.revoke === true;
  if (revoked) await revokeKey(holdings, at);
  const removedFiles = await forgetKey(holdings, { machine, removeSinks });
  if (options.json) print({ kind: 'forgotten', revoked: revoked ? 'revoked' : null, removedFiles });
  else reportKey(holdings, { io, revoked, removedFiles });
  return ExitCode.Good;
}

/** @throws Fault `NotRevocable` for --revoke: no issuer keeps a list of what we signed */
async function forgetHeldSigned(
  holdings: SigningKeyHoldings | AgentTokenHoldings,
  { machine, options, io }: { machine: Machine; options: ForgetOptions; io: Io },
): Promise<ExitCode> {
  const removeSinks = options.removeSinks === true;
  const print = (document: object) =>
    printLine(io, JSON.stringify({ schema: 1, ...document, ...signedDocument(holdings) }));
  if (options.revoke) throw notRevocable(holdings);
  if (!options.yes) {
    if (options.json) print({ kind: 'held' });
    else showSigned(holdings, { io, removeSinks });
    return ExitCode.Good;
  }
  const removedFiles = await forgetSigned(holdings, { machine, removeSinks });
  if (options.json) print({ kind: 'forgotten', revoked: null, removedFiles });
  else reportSigned(holdings, { io, removedFiles });
  return ExitCode.Good;
}

function notRevocable(holdings: SigningKeyHoldings | AgentTokenHoldings): Fault {
  const { name } = holdings;
  const key = holdings.kind === 'signingKey' ? name : (holdings.key ?? 'KEY');
  return new Fault({
    code: 'NotRevocable',
    message: `${name} is signed here and verified by whoever has the public key, so there is nobody to revoke it at; nothing was removed`,
    remedy: `to end every token of the key at once: evergrant rotate ${key} --emergency; to forget it here: evergrant forget ${name} --yes`,
  });
}

function show(holdings: GrantHoldings, { options, io }: { options: ForgetOptions; io: Io }): void {
  const { grant, declared, state, word, tokens, files, parts } = holdings;
  printLine(io, `held of grant ${grant}${declared ? '' : ' (not in the declaration any more)'}`);
  printLine(
    io,
    `  state      ${word}, generation ${state.settled?.generation ?? 0}, account ${state.account ?? 'not known'}`,
  );
  printLine(io, `  token      ${tokens.join(', ') || 'none'}: ${state.fingerprint ?? 'nothing yet'}`);
  for (const { name, file } of files)
    printLine(
      io,
      `  sink       ${name}: ${file} ${options.removeSinks ? 'goes too' : 'keeps its last token'}`,
    );
  for (const { name, file } of parts)
    printLine(io, `  sink       ${name}: ${file} is yours and stays as it is`);
  printLine(io, 'nothing was changed');
  if (options.revoke)
    sayLine(
      io,
      'warning: some issuers (Google) end every grant of this client and account when one is revoked',
    );
  else if (state.standing)
    sayLine(io, 'at the issuer nothing changes: delete the key, or take the role away, to end this access');
  else sayLine(io, 'at the issuer the grant lives on, unless you add --revoke');
  sayLine(io, 'next: the same with --yes');
}

function report(
  { grant, declared, state, files }: GrantHoldings,
  done: { io: Io; revoked: string | null; removedFiles: readonly string[] },
): void {
  const { io, revoked, removedFiles } = done;
  if (revoked === 'revoked') printLine(io, `grant ${grant} was revoked at its issuer`);
  if (revoked === 'wasDead') printLine(io, `grant ${grant} was dead at its issuer already`);
  printLine(io, `forgot grant ${grant}: its secrets, tokens and ledger are deleted`);
  for (const file of removedFiles) printLine(io, `removed ${file}`);
  const left = files.filter(({ file }) => !removedFiles.includes(file));
  for (const { file } of left) printLine(io, `${file} keeps its last token until that ends`);
  const anew = state.standing ? 'evergrant up' : `evergrant login ${grant}`;
  if (declared) sayLine(io, `next: remove it from the declaration, or start anew: ${anew}`);
}

function asDocument({ grant, declared, state, word, tokens, files, parts }: GrantHoldings) {
  return {
    grant,
    declared,
    state: word,
    generation: state.settled?.generation ?? 0,
    fingerprint: state.fingerprint,
    tokens,
    sinks: files.map(({ name, file }) => ({ name, file })),
    partsOfOtherFiles: parts.map(({ name, file }) => ({ name, file })),
  };
}
