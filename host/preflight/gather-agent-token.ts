import { readAgentToken } from '../../core/agent-token/update.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import { machineEngine } from '../../core/config/machine-engine.ts';
import type { AgentTokenSituation } from '../../core/preflight/situation.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import type { GatherFrom } from './gather-grant.ts';
import { gatherSink } from './gather-sink.ts';
import type { OpenedLedger } from './open-ledger.ts';
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
    ledger: await readLedger(token, opened),
    now,
    sinks: await Promise.all(sinks.map((sink) => gatherSink(sink, stateDirectory))),
  };
}

async function readLedger(
  { name, key }: AgentTokenDeclaration,
  opened: OpenedLedger,
): Promise<AgentTokenSituation['ledger']> {
  if ('trouble' in opened) return { kind: 'unread', trouble: opened.trouble };
  try {
    const state = await readAgentToken(opened.ledger, name);
    return { kind: 'read', state, key: await readSigningKey(opened.ledger, key.name) };
  } catch (error) {
    return { kind: 'unread', trouble: troubleOf(error) };
  }
}
