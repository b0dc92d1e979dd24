import { readItem, updateItem } from '../ledger/update-item.ts';
import type { Ledger } from '../ports.ts';
import { type AgentTokenState, NO_AGENT_TOKEN } from './state.ts';

/** Reads the state of an agent's tokens; {@link NO_AGENT_TOKEN} when there is none. */
export function readAgentToken(ledger: Ledger, name: string): Promise<AgentTokenState> {
  return readItem(ledger, { kind: 'agentToken', id: name, none: NO_AGENT_TOKEN });
}

/** {@link updateItem} of an agent's tokens. */
export function updateAgentToken(
  ledger: Ledger,
  name: string,
  change: (state: AgentTokenState) => AgentTokenState | undefined,
): Promise<{ readonly applied: boolean; readonly state: AgentTokenState }> {
  return updateItem(ledger, { kind: 'agentToken', id: name, none: NO_AGENT_TOKEN, change });
}
