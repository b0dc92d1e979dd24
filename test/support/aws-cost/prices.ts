/** A list price of us-east-1, without free tiers. */
export interface Price {
  readonly what: string;
  readonly dollars: number;
  /** How many of `what` the dollars buy. */
  readonly per: number;
  /** Where AWS states it. */
  readonly page: string;
  /** Where the number was read, for the live pages were not. */
  readonly read: 'a stored copy of the page' | 'texts of others, 2025 and 2026' | 'not verified';
}

/** When the prices were put together. */
export const PRICES_OF = '2026-11-22';

const MILLION = 1_000_000;
const COPY = 'a stored copy of the page';
const OTHERS = 'texts of others, 2025 and 2026';

export const PRICES = {
  secret: price('secret, a month', [0.4, 1], ['secrets-manager', OTHERS]),
  secretCall: price('calls of Secrets Manager', [0.05, 10_000], ['secrets-manager', OTHERS]),
  key: price('customer key, a month; two more after it turned twice', [1, 1], ['kms', COPY]),
  keyCall: price('calls of KMS', [0.03, 10_000], ['kms', OTHERS]),
  alarm: price('alarm on a metric, a month', [0.1, 1], ['cloudwatch', OTHERS]),
  compositeAlarm: price('composite alarm, a month', [0.5, 1], ['cloudwatch', OTHERS]),
  logAlarm: price(
    'log alarm, a month; taken as an alarm on a metric',
    [0.1, 1],
    ['cloudwatch', 'not verified'],
  ),
  metric: price('custom metric, a month', [0.3, 1], ['cloudwatch', OTHERS]),
  logGigabyte: price('GB of log taken in', [0.5, 1], ['cloudwatch', OTHERS]),
  queryGigabyte: price('GB of log searched', [0.005, 1], ['cloudwatch', 'not verified']),
  functionCall: price('calls of Lambda', [0.2, MILLION], ['lambda', 'not verified']),
  functionTime: price('GB-seconds of Lambda on arm64', [13.3334, MILLION], ['lambda', 'not verified']),
  tableRead: price('read units of DynamoDB on demand', [0.125, MILLION], ['dynamodb', OTHERS]),
  tableWrite: price('write units of DynamoDB on demand', [0.625, MILLION], ['dynamodb', OTHERS]),
  queueCall: price('calls of SQS', [0.4, MILLION], ['sqs', OTHERS]),
  scheduled: price('calls of the scheduler', [1, MILLION], ['eventbridge', OTHERS]),
  instance: price('Lightsail instance of 1 GB (`micro_3_0`), a month', [7, 1], ['lightsail', 'not verified']),
  message: price('publications of SNS', [0.5, MILLION], ['sns', OTHERS]),
} satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

function price(
  what: string,
  [dollars, per]: [number, number],
  [service, read]: [string, Price['read']],
): Price {
  return { what, dollars, per, read, page: `https://aws.amazon.com/${service}/pricing/` };
}
