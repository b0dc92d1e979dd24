import { readAgentToken } from '../../core/agent-token/update.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import type { Ledger } from '../../core/ports.ts';
import type { AgentTokenSituation } from '../../core/preflight/situation.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import type { GatherFrom } from './gather-grant.ts';
import { gatherSink } from './gather-sink.ts';
import { troubleOf } from './trouble-of.ts';

/** Reads everything about the tokens of one agent that their checks look at. */
export async function gatherAgentToken(
  token: AgentTokenDeclaration,
  from: GatherFrom,
): Promise<AgentTokenSituation> {
  const { declaration, opened, now } = from;
  const { sinks } = affectedBy(declaration, token.name);
  const { stateDirectory } = machineEngine(declaration);
  return {
    grant: token.name,
    ledger: 'trouble' in opened ? { kind: 'unread', ...opened } : await readAgentLedger(token, opened.ledger),
    now,
    sinks: await Promise.all(sinks.map((sink) => gatherSink(sink, stateDirectory))),
  };
}

/** What the ledger says of the tokens of an agent and of their key. */
export async function readAgentLedger(
  { name, key }: AgentTokenDeclaration,
  ledger: Ledger,
): Promise<AgentTokenSituation['ledger']> {
  try {
    const state = await readAgentToken(ledger, name);
    return { kind: 'read', state, key: await readSigningKey(ledger, key.name) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}
