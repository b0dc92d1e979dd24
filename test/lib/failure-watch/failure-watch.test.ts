import { describe, expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FailureWatch, type FailureWatchProps } from '../../../lib/failure-watch/failure-watch.ts';
import { OpsChannel } from '../../../lib/ops-channel/ops-channel.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function watchOf(props: Partial<FailureWatchProps> = {}) {
  const stack = oneStack(PLACE);
  const watch = new FailureWatch(stack, 'Watch', {
    deployment: 'jada',
    daemon: 'port-sheet',
    key: new Key(stack, 'Key'),
    channel: OpsChannel.fromDeployment(stack, 'Channel', 'jada'),
    ...props,
  });
  return { stack, watch, template: templateOf(stack) };
}

const pattern = (FilterPattern: string, MetricValue: string) => ({
  FilterPattern,
  MetricTransformations: [
    {
      MetricNamespace: 'Evergrant/jada',
      MetricName: 'port-sheet.TokenTrouble',
      MetricValue,
      DefaultValue: Match.absent(),
    },
  ],
});

describe('the watch over a daemon', () => {
  it('keeps its lines for 90 days, encrypted, also when it goes', () => {
    watchOf().template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: {
        LogGroupName: '/evergrant/jada/daemon/port-sheet',
        RetentionInDays: 90,
        KmsKeyId: Match.anyValue(),
      },
    });
  });

  it('reads its own words and those of its supervisor', () => {
    const { template } = watchOf({
      refusedLines: ['token error: HTTP Error 400'],
      workingLines: ['rows written'],
    });
    template.hasResourceProperties('AWS::Logs::MetricFilter', pattern('"token error: HTTP Error 400"', '1'));
    template.hasResourceProperties('AWS::Logs::MetricFilter', pattern('{ $.type = "refusalReported" }', '1'));
    template.hasResourceProperties('AWS::Logs::MetricFilter', pattern('{ $.type = "tokenRefused" }', '1'));
    template.hasResourceProperties('AWS::Logs::MetricFilter', pattern('"rows written"', '0'));
    template.hasResourceProperties('AWS::Logs::MetricFilter', pattern('{ $.type = "runSucceeded" }', '0'));
  });

  it('does without words of success, where the supervisor has them', () => {
    watchOf({ workingLines: [] }).template.resourceCountIs('AWS::Logs::MetricFilter', 4);
  });

  it('speaks with one voice, when it rings and when it is over', () => {
    const { template } = watchOf();
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: Match.absent(),
      OKActions: Match.absent(),
    });
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: 'evergrant-jada-daemon-port-sheet',
      AlarmActions: [Match.anyValue()],
      OKActions: [Match.anyValue()],
      AlarmDescription: Match.stringLikeRegexp('evergrant explain --alarm evergrant-jada-daemon-port-sheet$'),
    });
  });

  it('goes by the interval of the daemon', () => {
    const { template } = watchOf({ interval: Duration.hours(6) });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'evergrant-jada-daemon-port-sheet-lately',
      Period: 21_600,
      EvaluationPeriods: 3,
    });
  });

  it('asks Logs Insights by credential, with a role that may query this log, and tells the end of it', () => {
    const { template } = watchOf();
    template.hasResourceProperties('AWS::CloudWatch::LogAlarm', {
      AlarmName: 'evergrant-jada-daemon-port-sheet-by-credential',
      Threshold: 3,
      ScheduledQueryConfiguration: Match.objectLike({ AggregationExpression: 'count(*) by credential' }),
      AlarmActions: [Match.anyValue()],
      OKActions: [Match.anyValue()],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: 'logs:StartQuery', Resource: { 'Fn::GetAtt': Match.anyValue() } }),
          Match.objectLike({ Sid: 'RunningQueries', Resource: '*' }),
        ],
      },
    });
  });

  it('saves two queries under its name', () => {
    const { template } = watchOf();
    for (const name of ['refusals', 'refusals by hour']) {
      template.hasResourceProperties('AWS::Logs::QueryDefinition', {
        Name: `evergrant/jada/port-sheet/${name}`,
      });
    }
  });

  it('counts refusals in its metric', () => {
    const { stack, watch } = watchOf();
    expect(stack.resolve(watch.metricTokenTrouble().toMetricConfig()).metricStat).toMatchObject({
      namespace: 'Evergrant/jada',
      metricName: 'port-sheet.TokenTrouble',
      statistic: 'Sum',
    });
  });

  it.each<[Partial<FailureWatchProps>, string]>([
    [
      { interval: Duration.seconds(90) },
      'interval: expected whole minutes, up to 2 days, got 1 minute 30 seconds',
    ],
    [{ interval: Duration.days(3) }, 'interval: expected whole minutes, up to 2 days, got 3 days'],
    [{ refusedLines: [] }, 'refusedLines: expected at least one text'],
    [{ workingLines: [' '] }, 'workingLines: expected texts, got an empty one, which every line holds'],
  ])('refuses %j', (props, message) => {
    expect(() => watchOf(props)).toThrow(message);
  });
});
