import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * A client whose calls end within about half a minute: six tries with exponential waits and full jitter for
 * throttling, lost connections and 5xx, as the SDK's standard mode has them. Repeating is safe, for every write of
 * this folder is conditional and carries its own id, or puts the same bytes again.
 */
export function dynamodbClient(config: DynamoDBClientConfig): DynamoDBClient {
  return new DynamoDBClient({
    retryMode: 'standard',
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
    ...config,
  });
}
