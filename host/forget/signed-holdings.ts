import type { AgentTokenState } from '../../core/agent-token/state.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import type { SigningKeyState } from '../../core/signing-key/state.ts';
import type { Machine } from '../broker/open-machine.ts';
import { deliveriesOf } from './deliveries-of.ts';

/** Everything that is held of a signing key. */
export interface SigningKeyHoldings {
  readonly kind: 'signingKey';
  readonly name: string;
  /** False: it was taken out of the declaration, and its secret is still here. */
  readonly declared: boolean;
  readonly state: SigningKeyState;
  /** Declared tokens that it signs. */
  readonly signs: readonly string[];
}

/** Everything that is held of the tokens of an agent. */
export interface AgentTokenHoldings {
  readonly kind: 'agentToken';
  readonly name: string;
  readonly declared: boolean;
  readonly state: AgentTokenState;
  /** The key that signs it; undefined: it is not declared any more. */
  readonly key: string | undefined;
  /** Delivery records, by sink. */
  readonly deliveries: readonly string[];
  /** Sinks whose whole file is ours. */
  readonly files: readonly SinkDeclaration[];
  /** Sinks that are a part of somebody else's file. */
  readonly parts: readonly SinkDeclaration[];
}

/** Looks up what is held of a signing key or of an agent's tokens, declared or not; undefined where nothing is. */
export async function signedHoldings(
  name: string,
  { machine, declaration }: { machine: Machine; declaration: Declaration },
): Promise<SigningKeyHoldings | AgentTokenHoldings | undefined> {
  const { ledger } = machine;
  const { signingKeys, agentTokens } = declaration;
  const key = (await ledger.read('signingKey', name))?.item;
  if (key) {
    const signs = [...agentTokens.values()].filter((token) => token.key.name === name);
    return {
      kind: 'signingKey',
      name,
      declared: signingKeys.has(name),
      state: key,
      signs: signs.map((token) => token.name),
    };
  }
  const token = (await ledger.read('agentToken', name))?.item;
  if (!token) return undefined;
  const { sinks } = affectedBy(declaration, name);
  const ours = (sink: SinkDeclaration) => sink.shape.kind !== 'patch' && sink.shape.kind !== 'dotenv';
  return {
    kind: 'agentToken',
    name,
    declared: agentTokens.has(name),
    state: token,
    key: agentTokens.get(name)?.key.name,
    deliveries: await deliveriesOf(name, machine),
    files: sinks.filter(ours),
    parts: sinks.filter((sink) => !ours(sink)),
  };
}
