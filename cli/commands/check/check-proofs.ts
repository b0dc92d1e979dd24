import { readFederation, readServiceAccount } from '../../../adapters/config-file/read-proof.ts';
import type { Declaration, GrantDeclaration } from '../../../core/config/declaration.ts';
import { isFault } from '../../../core/fault.ts';
import type { MissingSecretFile } from './check-secret-files.ts';

/**
 * Would the broker take the files that prove grants without consent?
 *
 * @returns those that are missing
 * @throws Fault `SecretFileLoose`, `SecretFileUnreadable`, `SecretFileEmpty`, `ServiceAccountKeyInvalid`,
 * `CredentialsFileMissing` or `ExternalAccountInvalid`
 */
export async function checkProofs({
  grants,
}: Pick<Declaration, 'grants'>): Promise<readonly MissingSecretFile[]> {
  const missing: MissingSecretFile[] = [];
  for (const grant of grants.values()) {
    try {
      await readProofOf(grant);
    } catch (error) {
      if (!isFault(error) || error.code !== 'SecretFileMissing') throw error;
      const message = `${error.message}; next: ${error.remedy}`;
      missing.push({ code: 'SecretFileMissing', path: `grants.${grant.name}.keyFile`, message });
    }
  }
  return missing;
}

async function readProofOf(grant: GrantDeclaration): Promise<void> {
  if (grant.kind === 'service-account') await readServiceAccount(grant);
  if (grant.kind === 'aws-federation') await readFederation(grant);
}
