import { agentTokenRenewAt } from '../../core/agent-token/renew-at.ts';
import { readAgentToken } from '../../core/agent-token/update.ts';
import { agentTokenWord } from '../../core/agent-token/word.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import type { AgentTokenStatus } from '../../core/status.ts';
import { isoOrNull, SECOND } from '../../core/time.ts';
import { type DeliveryLook, deliveryStatus } from './delivery-status.ts';
import { incidentStatus } from './incident-status.ts';
import type { SigningKeyLook } from './signing-key-status.ts';

/** What a look at the tokens of an agent needs, on either engine. */
export interface AgentTokenLook extends SigningKeyLook {
  readonly deliveries: { records(name: string): Promise<readonly Omit<DeliveryLook, 'now'>[]> };
}

/** How the tokens of one agent are, for `evergrant status`. */
export async function agentTokenStatus(
  spec: AgentTokenDeclaration,
  { ports, incidents, deliveries }: AgentTokenLook,
): Promise<AgentTokenStatus> {
  const { name, key, subject, audience, renew } = spec;
  const state = await readAgentToken(ports.ledger, name);
  const now = ports.clock.now();
  const { settled } = state;
  const places = await deliveries.records(name);
  return {
    name,
    kind: 'agentToken',
    state: agentTokenWord(state, now),
    key: key.name,
    issuer: key.issuer,
    subject,
    audience,
    renew,
    generation: settled?.generation ?? 0,
    fingerprint: settled?.fingerprint ?? null,
    jti: settled?.id ?? null,
    kid: settled?.kid ?? null,
    issuedAt: isoOrNull(settled?.issuedAt ?? null),
    expiresAt: isoOrNull(settled?.expiresAt ?? null),
    secondsLeft: settled ? Math.max(0, Math.floor((settled.expiresAt - now) / SECOND)) : null,
    renewAt: isoOrNull(agentTokenRenewAt(state, spec)),
    lastUsedAt: isoOrNull(state.lastUsedAt),
    deliveries: places.map((found) => deliveryStatus({ ...found, now })),
    incident: incidentStatus(await incidents.open(name)),
  };
}
