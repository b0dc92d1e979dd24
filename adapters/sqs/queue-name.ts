/** The name in a queue's address: `https://sqs.us-east-1.amazonaws.com/123456789012/evergrant-jada-ops1`. */
export function queueName(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}
