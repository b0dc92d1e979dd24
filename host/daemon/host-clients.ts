import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { instanceProfile } from '../../adapters/aws-identity/instance-profile.ts';
import { sharedCredentials } from '../../adapters/aws-identity/shared-credentials.ts';
import { dynamodbClient } from '../../adapters/dynamodb/dynamodb-client.ts';
import { longPollClient } from '../../adapters/sqs/consume-queue.ts';
import { SECOND } from '../../core/time.ts';
import type { HostConfig } from './host-config.ts';

/** One client of each service that a host speaks to. */
export interface HostClients {
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/**
 * Clients with the one identity that `host.json` names. None of them looks for credentials elsewhere: where there is no
 * such identity, the metadata service of a box may offer one that is somebody else's.
 */
export function hostClients({ region, identity }: Pick<HostConfig, 'region' | 'identity'>): HostClients {
  const credentials = () =>
    identity.kind === 'instanceProfile' ? instanceProfile() : sharedCredentials(identity);
  const requestHandler = { connectionTimeout: 5 * SECOND, requestTimeout: 15 * SECOND };
  const config = { region, credentials, requestHandler };
  return {
    dynamodb: dynamodbClient({ region, credentials }),
    // A refresh may take as long as the function may, and is asked for once.
    lambda: new LambdaClient({
      ...config,
      maxAttempts: 1,
      requestHandler: { ...requestHandler, requestTimeout: 100 * SECOND },
    }),
    logs: new CloudWatchLogsClient(config),
    secretsManager: new SecretsManagerClient(config),
    sqs: longPollClient({ region, credentials, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
  };
}
