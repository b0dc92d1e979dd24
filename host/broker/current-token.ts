import { readTokenValue, type TokenValue } from '../../core/grant/value.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import type { Secrets } from '../../core/ports.ts';

/** The token in force, as consumers may hold it; undefined before the first consent. */
export async function currentToken(
  secrets: Pick<Secrets, 'read' | 'labelled'>,
  name: string,
): Promise<TokenValue | undefined> {
  const id = tokenSecret(name);
  const versionId = await secrets.labelled(id, 'AWSCURRENT');
  const text = versionId === undefined ? undefined : await secrets.read(id, versionId);
  return text && readTokenValue(text);
}
