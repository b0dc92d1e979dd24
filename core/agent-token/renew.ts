import { isFault } from '../fault.ts';
import { readTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import type { SecretText } from '../secret-text.ts';
import { readSigningKey } from '../signing-key/update.ts';
import type { AgentTokenContext } from './context.ts';
import { type AgentTokenLook, decideAgentToken } from './decide.ts';
import { mint } from './mint.ts';
import type { AgentTokenDemand, AgentTokenOutcome } from './outcome.ts';
import { projectAgentToken } from './project.ts';
import type { AgentTokenState, MintedToken } from './state.ts';
import { templateOf } from './template.ts';
import { busy } from './unavailable.ts';
import { readAgentToken, updateAgentToken } from './update.ts';

/**
 * Looks at the tokens of one agent and does what is due, or what is demanded. It asks nobody who the caller is, and never
 * for an older token: whoever may call it may have the token.
 *
 * @throws Fault `SigningKeyUnreadable` when a token must be minted and the private half of its key is lost
 */
export async function renewToken(
  context: AgentTokenContext,
  demand: AgentTokenDemand,
): Promise<AgentTokenOutcome> {
  let wish = demand;
  let kind: 'minted' | 'fresh' = 'fresh';
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { look, accessToken } = await gather(context, wish);
    const step = decideAgentToken(look);
    switch (step.kind) {
      case 'project':
        await projectAgentToken(context, step.settled);
        break;
      case 'mint':
        if (!(await mint(context, look))) break;
        kind = 'minted';
        // What is left to find out is whether its key was given up meanwhile.
        wish = { kind: 'tick' };
        break;
      case 'refused':
        await noteRefusal(context, step.settled);
        return step.why;
      case 'fresh':
        if (accessToken) return { kind, token: step.settled, accessToken };
        break;
      default:
        return step;
    }
  }
  return busy(context.spec);
}

/** Each one settles something; more of them would mean that two programs take turns. */
const MOST_ROUNDS = 20;

async function gather(
  { ports, spec }: AgentTokenContext,
  demand: AgentTokenDemand,
): Promise<{ look: AgentTokenLook; accessToken: SecretText | undefined }> {
  // Before the keys are read: a key that is theirs at this instant stays published for the life of its tokens.
  const now = ports.clock.now();
  const state = await readAgentToken(ports.ledger, spec.name);
  const key = await readSigningKey(ports.ledger, spec.key.name);
  const accessToken = await stored({ ports, spec }, state);
  const template = templateOf(spec, ports.digest);
  const readable = accessToken !== undefined;
  return { look: { spec, state, key, now, demand, template, readable }, accessToken };
}

/** The token in force. One that is gone or damaged is minted anew: that costs nothing. */
async function stored(
  { ports, spec }: AgentTokenContext,
  { settled }: AgentTokenState,
): Promise<SecretText | undefined> {
  if (!settled) return undefined;
  try {
    const text = await ports.secrets.read(tokenSecret(spec.name), settled.versionId);
    return text && readTokenValue(text)?.access.token;
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return undefined;
    throw error;
  }
}

async function noteRefusal({ ports, spec }: AgentTokenContext, settled: MintedToken): Promise<void> {
  const now = ports.clock.now();
  await updateAgentToken(ports.ledger, spec.name, (seen) =>
    seen.settled?.intentId === settled.intentId ? { ...seen, refusedAt: now } : undefined,
  );
}
