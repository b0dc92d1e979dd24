import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import type { EventType, EvergrantEvent } from '../event.ts';
import type { Ports } from '../ports.ts';
import type { Signer } from '../signing-key/signer.ts';

export type AgentTokenPorts = Pick<
  Ports,
  'secrets' | 'ledger' | 'clock' | 'random' | 'digest' | 'announce' | 'delivery'
> & { readonly signer: Signer };

/** What every flow on the tokens of one agent gets: the outside world and their declaration. */
export interface AgentTokenContext {
  readonly ports: AgentTokenPorts;
  readonly spec: AgentTokenDeclaration;
}

/** Announces something that happened to the tokens of this agent. */
export function tellOfAgentToken(
  { ports, spec }: AgentTokenContext,
  type: EventType,
  fields: Omit<EvergrantEvent, 'schema' | 'at' | 'type' | 'credential'> = {},
): void {
  ports.announce.event({ schema: 1, at: ports.clock.now(), type, credential: spec.name, ...fields });
}
