import { ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../../core/time.ts';
import { type SecretPlace, secretFault } from './secret-call.ts';

export interface ListedVersion {
  readonly versionId: string;
  readonly createdAt: Instant;
  readonly labelled: boolean;
}

/** Every version that Secrets Manager still has, those without a label (deprecated) included. */
export async function listVersions({ client, name }: SecretPlace): Promise<readonly ListedVersion[]> {
  const found: ListedVersion[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client
      .send(
        new ListSecretVersionIdsCommand({
          SecretId: name,
          IncludeDeprecated: true,
          MaxResults: 100,
          ...(NextToken !== undefined && { NextToken }),
        }),
      )
      .catch((error: unknown) => {
        throw secretFault(error, { name, action: 'ListSecretVersionIds' });
      });
    for (const { VersionId, CreatedDate, VersionStages = [] } of page.Versions ?? []) {
      if (VersionId === undefined) continue;
      found.push({
        versionId: VersionId,
        createdAt: CreatedDate?.getTime() ?? 0,
        labelled: VersionStages.length > 0,
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
