import { signer } from '../../adapters/signer/signer.ts';
import type { AgentTokenContext } from '../../core/agent-token/context.ts';
import { FLOOR } from '../../core/agent-token/decide.ts';
import { nextAgentTokenLookAt } from '../../core/agent-token/next-look.ts';
import { noteUse } from '../../core/agent-token/note-use.ts';
import type { AgentTokenDemand } from '../../core/agent-token/outcome.ts';
import { renewToken } from '../../core/agent-token/renew.ts';
import { renewedToken } from '../../core/agent-token/renewed-token.ts';
import { readAgentToken } from '../../core/agent-token/update.ts';
import type { RefreshResult } from '../../core/broker.ts';
import { affectedBy } from '../../core/config/affected.ts';
import type { AgentTokenDeclaration } from '../../core/config/agent-token-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { agentTokenConditionOf } from '../../core/incident/agent-token-condition.ts';
import { keepTold, TELLING } from '../../core/incident/keep-told.ts';
import { signingKeyAt } from '../../core/signing-key/signing-key-at.ts';
import { readSigningKey } from '../../core/signing-key/update.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time.ts';
import type { Deployment } from '../../host/deployment/open-deployment.ts';
import type { Look } from './look-at.ts';

export interface AgentTokenAsked {
  readonly spec: AgentTokenDeclaration;
  /** The part of the declaration that concerns it. */
  readonly declaration: Declaration;
  readonly look: Look;
  /** Does what is due for a signing key. */
  readonly lookAtKey: (key: string) => Promise<unknown>;
}

/**
 * Looks at the tokens of one agent as the broker of a machine does. Who asks was authorised by IAM before this runs, and
 * is handed no token: whoever may read its secret reads it there. An expired token is never looked at.
 */
export async function lookAtAgentToken(
  deployment: Deployment,
  { spec, declaration, look, lookAtKey }: AgentTokenAsked,
): Promise<RefreshResult> {
  const { ports, deliveries } = deployment;
  const context: AgentTokenContext = { ports: { ...ports, signer }, spec };
  try {
    await keyReady(context, lookAtKey);
    const result = renewedToken(await renewToken(context, await demandOf(context, look)));
    if (look.kind !== 'tick' && result.kind !== 'unavailable') await noteUse({ ports, spec });
    await deliveries.deliver(spec.name);
    return result;
  } finally {
    await attend(deployment, { spec, declaration });
  }
}

/** Where there is no key yet, one is made. Where an emergency gave a key up, no token of it is served any more. */
async function keyReady(
  { ports: { ledger, clock }, spec: { key } }: AgentTokenContext,
  lookAtKey: AgentTokenAsked['lookAtKey'],
): Promise<void> {
  const state = await readSigningKey(ledger, key.name);
  const isGivenUp = state.wanted === 'emergency' || state.rotation?.urgent === true;
  if (isGivenUp || !signingKeyAt(state, clock.now())) await lookAtKey(key.name);
}

async function demandOf({ ports, spec }: AgentTokenContext, look: Look): Promise<AgentTokenDemand> {
  switch (look.kind) {
    case 'tick':
      return { kind: 'tick' };
    case 'needed':
      return { kind: 'token', minValid: look.minValidSeconds * SECOND };
    case 'replace':
      return { kind: 'replace', unlessFingerprint: look.fingerprint };
    case 'refused':
      if (look.fingerprint !== null) return { kind: 'replace', unlessFingerprint: look.fingerprint };
  }
  // Nobody was refused with it, so one that was minted a moment ago is fresh enough.
  const { settled } = await readAgentToken(ports.ledger, spec.name);
  const isOld = settled !== null && ports.clock.now() - settled.issuedAt >= FLOOR;
  return isOld ? { kind: 'replace', unlessFingerprint: settled.fingerprint } : { kind: 'token', minValid: 0 };
}

async function attend(
  { ledger, due, ports, deliveries, name: deployment }: Deployment,
  { spec, declaration }: Pick<AgentTokenAsked, 'spec' | 'declaration'>,
): Promise<void> {
  const { name } = spec;
  const stored = await ledger.read('agentToken', name);
  if (!stored) return;
  const { item: state, revision } = stored;
  const now = ports.clock.now();
  const { sinks, daemons } = affectedBy(declaration, name);
  const troubles = await deliveries.troubles(name);
  const condition = agentTokenConditionOf({
    spec,
    state,
    key: await readSigningKey(ports.ledger, spec.key.name),
    now,
    affected: [...daemons, ...sinks].map((one) => one.name),
    deliveryTroubles: troubles,
  });
  const subject = { id: name, name, kind: 'agentToken', deployment, condition, telling: TELLING } as const;
  const telling = await keepTold(ports, subject);
  const isAsleep = spec.renew !== 'always' && (state.settled?.expiresAt ?? 0) <= now;
  // An agent that sleeps is not looked after by the hour: its next request wakes everything.
  const atMost =
    troubles.length > 0 || telling === 'elsewhere' ? MINUTE : isAsleep && !condition ? DAY : HOUR;
  const at = nextAgentTokenLookAt(state, { spec, now, atMost });
  await due.lookAgain(name, { kind: 'agentToken', revision, at });
}
