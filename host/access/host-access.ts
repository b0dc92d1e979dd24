import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsEngine } from '../../core/config/declaration.ts';
import { type FoundDeployment, findDeployment } from '../deployment/find-deployment.ts';

/** Who calls, and the service that knows the machines of a deployment. */
export interface HostAccess {
  readonly found: FoundDeployment;
  readonly ssm: SSMClient;
}

/**
 * Opens the client with what the SDK finds in environment and profile.
 * @throws Fault `AwsCredentials`, `OtherAccount`
 */
export async function openHostAccess(of: { deployment: string; engine: AwsEngine }): Promise<HostAccess> {
  const { region } = of.engine;
  const found = await findDeployment(new STSClient({ region }), of);
  return { found, ssm: new SSMClient({ region }) };
}
