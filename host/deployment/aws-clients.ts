import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { dynamodbClient } from '../../adapters/dynamodb/dynamodb-client.ts';

/** One client of each service, with the credentials and the Region that the SDK finds. */
export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

/** What may be said to all clients. What is left out is what the SDK finds in environment and profile. */
export type AwsClientConfig = Pick<SSMClientConfig, 'region' | 'endpoint' | 'credentials' | 'maxAttempts'>;

export function awsClients(config: AwsClientConfig = {}): AwsClients {
  return {
    dynamodb: dynamodbClient(config),
    kms: new KMSClient(config),
    logs: new CloudWatchLogsClient(config),
    secretsManager: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    // Queues are in the deployment's Region. The host in a queue's address would win over an endpoint that somebody set.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(config),
  };
}
