import { readTokenValue } from '../grant/value.ts';
import { tokenSecret } from '../grant/version-ids.ts';
import { forward } from '../rotate/forward.ts';
import type { AgentTokenContext } from './context.ts';
import type { MintedToken } from './state.ts';
import { readAgentToken, updateAgentToken } from './update.ts';

/**
 * Makes the label and the sinks follow the token in force. May be done again, by anybody, and never moves back. One that
 * is overtaken by a newer token may find its version gone; then it ends, for that token is projected too.
 */
export async function projectAgentToken(context: AgentTokenContext, settled: MintedToken): Promise<void> {
  const { ports, spec } = context;
  const { generation, versionId } = settled;
  const id = tokenSecret(spec.name);
  try {
    // A token that is lost is minted anew, and there is nothing to move the label to.
    if ((await ports.secrets.versions(id)).includes(versionId))
      await forward(ports.secrets, {
        id,
        versionId,
        generation,
        generationOf: (text) => readTokenValue(text)?.generation,
      });
    await ports.delivery.deliver(spec.name, generation);
  } catch (error) {
    const now = await readAgentToken(ports.ledger, spec.name);
    if (now.settled?.intentId === settled.intentId) throw error;
    return;
  }
  const { superseded } = await readAgentToken(ports.ledger, spec.name);
  await ports.secrets.prune(id, superseded);
  const left = new Set(await ports.secrets.versions(id));
  const pruned = new Set(superseded.filter((one) => !left.has(one)));
  await updateAgentToken(ports.ledger, spec.name, (seen) => ({
    ...seen,
    superseded: seen.superseded.filter((one) => !pruned.has(one)),
    announced: seen.settled?.intentId === settled.intentId ? generation : seen.announced,
  }));
}
