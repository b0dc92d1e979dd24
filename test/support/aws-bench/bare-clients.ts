/**
 * The least that a host daemon on the SDK could be: its six clients, one call each, and then the long poll of its queue.
 * Started as a program with `AWS_ENDPOINT_URL`, `AWS_REGION` and an identity in its environment.
 */
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const sqs = new SQSClient();
const queue = { QueueUrl: process.argv[2] };
// What is not there is answered too, and as much is loaded for it.
await Promise.allSettled([
  new STSClient().send(new GetCallerIdentityCommand()),
  new SSMClient().send(new GetParameterCommand({ Name: '/jada/none' })),
  new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: 'jada/none' })),
  new DynamoDBClient().send(new PutItemCommand({ TableName: 'none', Item: { pk: { S: 'none' } } })),
  new CloudWatchLogsClient().send(
    new PutLogEventsCommand({ logGroupName: 'none', logStreamName: 'none', logEvents: [] }),
  ),
]);
for (;;) await sqs.send(new ReceiveMessageCommand({ ...queue, WaitTimeSeconds: 20 }));
