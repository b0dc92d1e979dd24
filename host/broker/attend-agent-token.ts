import type { AgentTokenState } from '../../core/agent-token/state.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import { agentTokenConditionOf } from '../../core/incident/agent-token-condition.ts';
import { keepTold } from '../../core/incident/keep-told.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import type { BrokerParts } from './broker-parts.ts';

/** What follows from each look at the tokens of an agent: sinks are tried again, and people are told. */
export async function attendAgentToken(
  spec: AgentTokenDeclaration,
  {
    state,
    sound,
    parts: { declaration, deliveries, findings, ports },
  }: { state: AgentTokenState; sound: boolean; parts: BrokerParts },
): Promise<void> {
  const { name } = spec;
  if (sound) findings.lookedWell(name);
  await deliveries.deliver(name);
  const { sinks, daemons } = affectedBy(declaration, name);
  const condition = agentTokenConditionOf({
    spec,
    state,
    key: await readSigningKey(ports.ledger, spec.key.name),
    now: ports.clock.now(),
    affected: [...daemons, ...sinks].map((one) => one.name),
    deliveryTroubles: await deliveries.troubles(name),
  });
  const { deployment } = declaration;
  await keepTold(ports, { id: name, name, kind: 'agentToken', deployment, condition });
}
