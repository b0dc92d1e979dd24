import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { MINUTE, SECOND } from '../../core/time.ts';
import { type AwsClientConfig, type AwsClients, awsClients } from './aws-clients.ts';

/** What people need of AWS beside what the functions do. */
export interface OperatorClients extends AwsClients {
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly sts: STSClient;
}

export function operatorClients(config: AwsClientConfig): OperatorClients {
  return {
    ...awsClients(config),
    cloudWatch: new CloudWatchClient(config),
    // A refresh may take as long as the function may. It is asked for once: a repetition could be a second refresh.
    lambda: new LambdaClient({
      ...config,
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 5 * SECOND, requestTimeout: 5 * MINUTE },
    }),
    sts: new STSClient(config),
  };
}
