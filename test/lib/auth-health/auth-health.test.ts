import { describe, expect, it } from '@jest/globals';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AuthHealth, type AuthHealthProps } from '../../../lib/auth-health/auth-health.ts';
import { OpsChannel } from '../../../lib/ops-channel/ops-channel.ts';
import { TokenBroker } from '../../../lib/token-broker/token-broker.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function healthOf(props: (stack: Stack) => Partial<AuthHealthProps> = () => ({})) {
  const stack = oneStack(PLACE);
  const key = new Key(stack, 'Key');
  new AuthHealth(stack, 'Health', {
    broker: TokenBroker.fromTokenBrokerAttributes(stack, 'Broker', { deployment: 'jada', key }),
    channel: OpsChannel.fromDeployment(stack, 'Channel', 'jada'),
    ...props(stack),
  });
  return templateOf(stack);
}

const daemons = (count: number) => (stack: Stack) => ({
  daemonAlarms: Array.from({ length: count }, (_, n) => Alarm.fromAlarmName(stack, `D${n}`, `daemon-${n}`)),
});

const topic = (name: string) => [
  {
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, `:sns:us-east-1:123456789012:evergrant-jada-${name}`],
    ],
  },
];

describe('the health of a deployment', () => {
  it('takes silence for trouble, and tells people of it without notify', () => {
    healthOf().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'evergrant-jada-heartbeat-missing',
      MetricName: 'Heartbeat',
      TreatMissingData: 'breaching',
      AlarmActions: topic('ops'),
    });
  });

  it('goes by gauges, which keep their state while they are missing', () => {
    const template = healthOf(() => ({ failures: 5, lifeLeft: Duration.minutes(10) }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ConsecutiveFailures',
      Threshold: 5,
      TreatMissingData: 'ignore',
      AlarmActions: topic('alarms'),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'SecondsToExpiry',
      Threshold: 600,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
    });
  });

  it.each(['rotation-failed', 'refresh-failed', 'notify-failed', 'messages-dead', 'refresh-overdue'])(
    'has an alarm %s, which says the next command',
    (alarm) => {
      healthOf().hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `evergrant-jada-${alarm}`,
        AlarmDescription: Match.stringLikeRegexp(`next: evergrant explain --alarm evergrant-jada-${alarm}$`),
      });
    },
  );

  it('is one alarm over all, which tells nobody twice', () => {
    const template = healthOf(daemons(2));
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: 'evergrant-jada-auth-is-broken',
      AlarmActions: Match.absent(),
    });
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::CompositeAlarm'))).toContain(
      'alarm:daemon-1',
    );
  });

  it('is an alarm over alarms where there are more than one can name', () => {
    const composites = Object.values(healthOf(daemons(200)).findResources('AWS::CloudWatch::CompositeAlarm'));
    const children = composites.map(
      ({ Properties }) => JSON.stringify(Properties.AlarmRule).split('ALARM(').length - 1,
    );
    expect(Math.max(...children)).toBeLessThanOrEqual(100);
    expect(children.reduce((sum, count) => sum + count, 0)).toBe(209 + composites.length - 1);
  });

  it.each([0, 1.5])('refuses %d failures', (failures) => {
    expect(() => healthOf(() => ({ failures }))).toThrow(
      `failures: expected a whole number, 1 or more, got ${failures}`,
    );
  });
});
