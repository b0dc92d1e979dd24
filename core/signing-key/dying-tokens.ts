import { readAgentToken } from '../agent-token/update.ts';
import type { SigningKeyContext } from './context.ts';
import type { DyingToken } from './outcome.ts';
import { publishedJwks } from './published-jwks.ts';
import { readSigningKey } from './update.ts';

/** The tokens that have not expired and whose key is published no longer, whoever has ended it. */
export async function dyingTokens({
  ports,
  spec,
}: {
  ports: Pick<SigningKeyContext['ports'], 'ledger' | 'clock'>;
  spec: Pick<SigningKeyContext['spec'], 'name' | 'tokens'>;
}): Promise<readonly DyingToken[]> {
  const now = ports.clock.now();
  const { keys } = publishedJwks(await readSigningKey(ports.ledger, spec.name), now);
  const published = new Set(keys.map(({ kid }) => kid));
  const dying: DyingToken[] = [];
  for (const name of spec.tokens) {
    const { settled, outstanding } = await readAgentToken(ports.ledger, name);
    for (const { id, kid, fingerprint, expiresAt } of settled ? [...outstanding, settled] : outstanding)
      if (!published.has(kid) && expiresAt > now) dying.push({ name, id, fingerprint, expiresAt });
  }
  return dying;
}
