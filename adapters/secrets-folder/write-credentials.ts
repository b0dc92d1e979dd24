import { open } from 'node:fs/promises';
import type { SecretText } from '../../core/secret-text.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/**
 * Writes a client in the form of Google's download (0600), for a folder whose only copy of the client secret lies in
 * a token file. One that is there already stays.
 */
export async function writeCredentials(
  path: string,
  client: { clientId: string; secretToKeep: SecretText | undefined },
): Promise<void> {
  const { clientId, secretToKeep } = client;
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      const installed = { client_id: clientId, client_secret: secretToKeep?.reveal() };
      await file.writeFile(`${JSON.stringify({ installed }, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorNumber(error) !== 'EEXIST') throw fileFault(error, path);
  }
}
