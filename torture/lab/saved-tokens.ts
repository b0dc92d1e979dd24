import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { FileSecrets } from '../../adapters/state-directory/file-secrets.ts';
import { isFault } from '../../core/fault.ts';
import { readGrantValue } from '../../core/grant/value.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';

/** Fingerprints of every refresh token of a grant that is stored now, whether or not it is the one in force. */
export async function savedRefreshTokens(
  stateDirectory: string,
  grant: string,
): Promise<ReadonlySet<string>> {
  const secrets = new FileSecrets({
    fileSystem: nodeFileSystem,
    directory: stateDirectory,
    onDamage: () => undefined,
  });
  const id = grantSecret(grant);
  const saved = new Set<string>();
  for (const versionId of await secrets.versions(id)) {
    const text = await secrets.read(id, versionId).catch((error: unknown) => {
      if (isFault(error)) return undefined;
      throw error;
    });
    const value = text && readGrantValue(text);
    if (value?.refreshToken) saved.add(nodeDigest.fingerprint(value.refreshToken));
  }
  return saved;
}
