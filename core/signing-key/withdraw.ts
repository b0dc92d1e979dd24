import { type SigningKeyContext, tellOfSigningKey } from './context.ts';
import type { PublishedKey } from './state.ts';
import { updateSigningKey } from './update.ts';

/** Takes back the keys whose last token has expired. */
export async function withdrawKeys(context: SigningKeyContext): Promise<void> {
  const { ports, spec } = context;
  const now = ports.clock.now();
  let gone: readonly PublishedKey[] = [];
  await updateSigningKey(ports.ledger, spec.name, (seen) => {
    gone = seen.published.filter(({ withdrawAt }) => withdrawAt !== null && withdrawAt <= now);
    if (gone.length === 0) return undefined;
    return {
      ...seen,
      published: seen.published.filter((key) => !gone.includes(key)),
      superseded: [...seen.superseded, ...gone.map(({ versionId }) => versionId)],
      // Whoever projects next deletes what they have left behind.
      announced: 0,
    };
  });
  tellOfWithdrawal(context, gone);
}

export function tellOfWithdrawal(context: SigningKeyContext, keys: readonly PublishedKey[]): void {
  for (const { generation, publicKey } of keys)
    tellOfSigningKey(context, 'signingKeyWithdrawn', { generation, details: { kid: publicKey.kid } });
}
