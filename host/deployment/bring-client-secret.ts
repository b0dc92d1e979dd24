import type { ClientDeclaration } from '../../core/config/client-declaration.ts';
import { isFault } from '../../core/fault.ts';
import type { ClientAuthentication } from '../../core/issuer/endpoints.ts';
import type { Random, Secrets } from '../../core/ports.ts';
import { clientSecretId, writeClientCredentials } from './client-credentials.ts';

/** What it takes to bring a client's secret into the store of a deployment. */
export interface ClientSecretPorts {
  readonly secrets: Pick<Secrets, 'labelled' | 'read' | 'put'>;
  readonly random: Pick<Random, 'id'>;
  /** What proves the client, as this machine has it. Throws a Fault when it has not. */
  readonly readHere: (client: ClientDeclaration) => Promise<ClientAuthentication>;
}

/** `kept`: this machine has no secret of the client, and the store has one. */
export type Brought = 'public' | 'same' | 'written' | 'kept';

/**
 * Brings the secret of a client into the store, if this machine has it and the store has another one or none.
 * @throws Fault of reading it when neither has one
 */
export async function bringClientSecret(
  ports: ClientSecretPorts,
  client: ClientDeclaration,
): Promise<Brought> {
  const { secrets, random, readHere } = ports;
  if (client.credentials.kind === 'public') return 'public';
  const id = clientSecretId(client.name);
  const versionId = await secrets.labelled(id, 'AWSCURRENT');
  const stored = versionId === undefined ? undefined : await secrets.read(id, versionId);
  const here = await readHere(client).catch((error: unknown) => {
    if (stored && isFault(error)) return undefined;
    throw error;
  });
  if (!here) return 'kept';
  const value = writeClientCredentials(here);
  if (stored?.reveal() === value.reveal()) return 'same';
  await secrets.put(id, { versionId: random.id(), value, label: 'AWSCURRENT' });
  return 'written';
}
