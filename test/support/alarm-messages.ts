/** What an alarm says when it changes its state. */
export interface AlarmChange {
  readonly name: string;
  /** @default 'ALARM' */
  readonly state?: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  /** @default now */
  readonly at?: number;
  readonly description?: string;
}

/**
 * SNS's call of a function with one message in it.
 * @param message JSON, or text as it is
 */
export function snsEvent(message: unknown, { subject = 'a subject' } = {}): unknown {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: 'arn:aws:sns:us-east-1:123456789012:evergrant-jada-alarms:1',
        Sns: {
          Type: 'Notification',
          MessageId: '00000000-0000-4000-8000-000000000000',
          TopicArn: 'arn:aws:sns:us-east-1:123456789012:evergrant-jada-alarms',
          Subject: subject,
          Message: typeof message === 'string' ? message : JSON.stringify(message),
          Timestamp: new Date().toISOString(),
          SignatureVersion: '2',
          MessageAttributes: {},
        },
      },
    ],
  };
}

/** CloudWatch User Guide, "Notifying users on alarm changes": the fields that all alarms have. */
function common({ name, state = 'ALARM', at = Date.now(), description = 'a rule' }: AlarmChange) {
  return {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: '123456789012',
    AlarmConfigurationUpdatedTimestamp: '2026-05-01T08:00:00.000+0000',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed: 1 datapoint [3.0] was greater than or equal to the threshold (3.0).',
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: 'US East (N. Virginia)',
    AlarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    OKActions: [],
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:evergrant-jada-alarms'],
    InsufficientDataActions: [],
  };
}

export function metricAlarm(change: AlarmChange) {
  return {
    ...common(change),
    Trigger: {
      MetricName: 'ConsecutiveFailures',
      Namespace: 'Evergrant',
      StatisticType: 'Statistic',
      Statistic: 'MAXIMUM',
      Unit: null,
      Dimensions: [{ value: 'jada', name: 'Deployment' }],
      Period: 60,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 3,
      TreatMissingData: 'ignore',
      EvaluateLowSampleCountPercentile: '',
    },
  };
}

export function compositeAlarm(change: AlarmChange) {
  const child = `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${change.name}-last`;
  const { StateChangeTime: Timestamp, NewStateValue: Value, ...fields } = common(change);
  return {
    ...fields,
    StateChangeTime: Timestamp,
    NewStateValue: Value,
    AlarmRule: `ALARM(${child})`,
    TriggeringChildren: [{ Arn: child, State: { Value, Timestamp } }],
  };
}

/** Of an alarm on a query, for one of its contributors. */
export function logAlarm(change: AlarmChange, attributes: Readonly<Record<string, string>>) {
  return {
    ...common(change),
    LogGroups: ['/evergrant/jada/daemon/port-sheet'],
    QueryString: 'fields @timestamp, @message',
    AlarmContributorId: '6d2c1f0e',
    AlarmContributorAttributes: attributes,
  };
}
