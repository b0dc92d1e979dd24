import { readGoogleCredentials } from '../../../adapters/config-file/google-credentials.ts';
import { readFederation, readServiceAccount } from '../../../adapters/config-file/read-proof.ts';
import { readSecretFile } from '../../../adapters/config-file/secret-file.ts';
import type { ClientDeclaration } from '../../../core/config/client-declaration.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../../core/config/grant-declaration.ts';
import { isFault } from '../../../core/fault.ts';
import type { Refusal } from './refusals.ts';

/**
 * Would the broker take the files in which clients keep their secrets, and those that prove grants without consent? It
 * refuses one that group or others may touch.
 *
 * @returns a fault for each that it would not take: `SecretFileMissing`, `SecretFileLoose`, `SecretFileUnreadable`,
 * `SecretFileEmpty`, `CredentialsFileInvalid`, `CredentialsFileMissing`, `ServiceAccountKeyInvalid` or
 * `ExternalAccountInvalid`
 */
export async function checkSecretFiles({
  clients,
  grants,
}: Pick<Declaration, 'clients' | 'grants'>): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { path, read } of [...clients.values()]
    .map(ofClient)
    .concat([...grants.values()].map(ofGrant))) {
    try {
      await read();
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      refusals.push({ path, fault });
    }
  }
  return refusals;
}

interface SecretPlace {
  readonly path: string;
  /** Reads it as the broker does. */
  read(): Promise<unknown>;
}

function ofClient({ name, credentials }: ClientDeclaration): SecretPlace {
  const what = `client secret of ${JSON.stringify(name)}`;
  const at = `clients.${name}`;
  switch (credentials.kind) {
    case 'secretFile':
      return { path: `${at}.clientSecretFile`, read: () => readSecretFile(credentials.path, what) };
    case 'credentialsFile':
      return { path: `${at}.credentialsFile`, read: () => readGoogleCredentials(credentials.path, what) };
    case 'environment':
    case 'public':
      return { path: at, read: async () => {} };
  }
}

function ofGrant(grant: GrantDeclaration): SecretPlace {
  const at = `grants.${grant.name}`;
  switch (grant.kind) {
    case 'service-account':
      return { path: `${at}.keyFile`, read: () => readServiceAccount(grant) };
    case 'aws-federation':
      return { path: `${at}.credentialsFile`, read: () => readFederation(grant) };
    case 'consent':
    case 'client-credentials':
      return { path: at, read: async () => {} };
  }
}
