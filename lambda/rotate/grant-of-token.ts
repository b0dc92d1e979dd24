import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretTag } from '../../adapters/secrets-manager/secret-tag.ts';
import { Fault } from '../../core/fault.ts';
import { GRANT_TAG, secretName } from '../../core/wire.ts';

/** The grant that feeds a token, as the deploy has tagged its secret. @throws Fault `TagMissing` */
export async function grantOfToken(
  client: SecretsManagerClient,
  { deployment, token }: { deployment: string; token: string },
): Promise<string> {
  const name = secretName(deployment, `token/${token}`);
  const grant = await secretTag({ client, name }, GRANT_TAG);
  if (grant !== undefined) return grant;
  throw new Fault({
    code: 'TagMissing',
    message: `secret ${name} has no tag ${GRANT_TAG}, which names the grant that feeds it`,
    remedy: 'deploy again: npx cdk deploy --all',
  });
}
