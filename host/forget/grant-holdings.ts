import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { ledgerNames } from '../../adapters/state-directory/grant-remains.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { type CredentialState, credentialState, type GrantState } from '../../core/grant/state.ts';
import type { Machine } from '../broker/open-machine.ts';
import { deliveriesOf } from './deliveries-of.ts';

/** Everything that is held of one grant. */
export interface GrantHoldings {
  readonly grant: string;
  /** False: it was taken out of the declaration, and its secrets are still here. */
  readonly declared: boolean;
  readonly state: GrantState;
  readonly word: CredentialState;
  /** Tokens whose values go with it. */
  readonly tokens: readonly string[];
  /** Delivery records, by sink. */
  readonly deliveries: readonly string[];
  /** Sinks whose whole file is ours. */
  readonly files: readonly SinkDeclaration[];
  /** Sinks that are a part of somebody else's file. */
  readonly parts: readonly SinkDeclaration[];
}

/**
 * Looks up what is held of a grant, declared or not.
 * @throws Fault `UnknownGrant` when there is none of this name in declaration and state
 */
export async function grantHoldings(
  grant: string,
  { machine, declaration }: { machine: Machine; declaration: Declaration },
): Promise<GrantHoldings> {
  const root = { fileSystem: nodeFileSystem, directory: machine.state.path };
  const declared = declaration.grants.has(grant);
  const state = (await machine.ledger.lastGood(grant))?.item;
  if (!state) throw unknown(grant, [...(await ledgerNames(root, 'grant'))]);
  const { sinks } = affectedBy(declaration, grant);
  const ours = (sink: SinkDeclaration) => sink.shape.kind !== 'patch' && sink.shape.kind !== 'dotenv';
  return {
    grant,
    declared,
    state,
    word: credentialState(state),
    tokens: tokensOf(grant, declaration),
    deliveries: await deliveriesOf(grant, machine),
    files: sinks.filter(ours),
    parts: sinks.filter((sink) => !ours(sink)),
  };
}

/** An undeclared grant had a token of its own name, unless that name is another grant's by now. */
function tokensOf(grant: string, { tokens }: Declaration): readonly string[] {
  const declared = [...tokens.values()].filter((token) => token.credential.name === grant);
  if (declared.length > 0) return declared.map(({ name }) => name);
  return tokens.has(grant) ? [] : [grant];
}

function unknown(grant: string, held: readonly string[]): Fault {
  return new Fault({
    code: 'UnknownGrant',
    message: `nothing is held of a grant "${grant}"`,
    remedy: held.length > 0 ? `use one of: ${held.join(', ')}` : 'there is nothing to forget',
    exitCode: ExitCode.Usage,
  });
}
