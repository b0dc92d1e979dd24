import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { TokenBroker, type TokenBrokerProps } from '../../../lib/token-broker/token-broker.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function brokerOf(props: Partial<TokenBrokerProps> = {}) {
  const stack = oneStack(PLACE);
  const broker = new TokenBroker(stack, 'Broker', {
    deployment: 'jada',
    code: standInBundles(folder()),
    ...props,
  });
  return { stack, broker };
}

describe('the broker of a deployment', () => {
  it('is three functions on Node 24 and arm64, with their own encrypted logs', () => {
    const template = templateOf(brokerOf().stack);
    for (const name of ['refresh', 'rotate', 'notify']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: `evergrant-jada-${name}`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        KmsKeyArn: Match.anyValue(),
      });
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: `/evergrant/jada/${name}`,
        RetentionInDays: 90,
        KmsKeyId: Match.anyValue(),
      });
    }
  });

  it('tells the functions five things, none of them secret', () => {
    templateOf(brokerOf().stack).allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          EVERGRANT_DEPLOYMENT: 'jada',
          EVERGRANT_TABLE: { Ref: Match.anyValue() },
          EVERGRANT_KEY_ARN: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] },
          EVERGRANT_OPS_TOPIC_ARN: { Ref: Match.anyValue() },
          EVERGRANT_FAN_OUT_QUEUE_URL: { Ref: Match.anyValue() },
        },
      },
    });
  });

  it('is dead half a minute before the lock of a refresh may be taken for abandoned', () => {
    templateOf(brokerOf().stack).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'evergrant-jada-refresh',
      Timeout: 90,
    });
  });

  it('beats every minute, with a role that calls refresh and nothing else', () => {
    const template = templateOf(brokerOf().stack);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: Match.objectLike({
        Input: '{"evergrant":"tick"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 },
        DeadLetterConfig: { Arn: Match.anyValue() },
      }),
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'evergrant-jada-tick',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '123456789012' } }),
          }),
        ],
      },
    });
  });

  it('passes grants on over a queue, whose failures come again one by one and end in another', () => {
    const template = templateOf(brokerOf().stack);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'evergrant-jada-fan-out',
      VisibilityTimeout: 540,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
  });

  it('answers requests that IAM has authorised, and no others', () => {
    const template = templateOf(brokerOf().stack);
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    expect(JSON.stringify(template.findResources('AWS::Lambda::Permission'))).not.toContain(
      '"Principal":"*"',
    );
  });

  it('lets Secrets Manager rotate for this account', () => {
    templateOf(brokerOf().stack).hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: '123456789012',
    });
  });

  it('never has Lambda repeat an exchange, and has it repeat what people are to hear', () => {
    const configs = templateOf(brokerOf().stack).findResources('AWS::Lambda::EventInvokeConfig');
    const retries = Object.entries(configs).map(([id, { Properties }]) => [
      /(Refresh|Rotate|Notify)/.exec(id)?.[0],
      Properties.MaximumRetryAttempts,
    ]);
    expect(retries).toEqual([
      ['Refresh', 0],
      ['Rotate', 0],
      ['Notify', 2],
    ]);
  });

  it('lets notify read neither secrets nor the spill', () => {
    const policies = templateOf(brokerOf().stack).findResources('AWS::IAM::Policy');
    const [, notify] = Object.entries(policies).find(([id]) => id.includes('NotifyRole')) ?? [];
    const statements: { Action: string | string[]; Condition?: object }[] =
      notify?.Properties.PolicyDocument.Statement;
    expect(JSON.stringify(statements)).not.toContain('secretsmanager:');
    const decrypts = statements.filter(({ Action }) => [Action].flat().includes('kms:Decrypt'));
    expect(decrypts.length).toBeGreaterThan(0);
    expect(decrypts.every(({ Condition }) => Condition !== undefined)).toBe(true);
  });

  it('uses the key, ledger and channel that it is given', () => {
    const stack = oneStack(PLACE);
    const key = new Key(stack, 'Own');
    new TokenBroker(stack, 'Broker', { deployment: 'jada', key, code: standInBundles(folder()) });
    templateOf(stack).resourceCountIs('AWS::KMS::Key', 1);
  });

  it('keeps logs for as long as it is told', () => {
    templateOf(brokerOf({ logRetention: RetentionDays.ONE_YEAR }).stack).allResourcesProperties(
      'AWS::Logs::LogGroup',
      { RetentionInDays: 365 },
    );
  });

  it('has gauges of the deployment, and none of a grant', () => {
    const { stack, broker } = brokerOf();
    const metrics = [
      broker.metricHeartbeat(),
      broker.metricConsecutiveFailures(),
      broker.metricSecondsToExpiry(),
      broker.metricOpenIncidents(),
      broker.metricOverdue(),
      broker.metricHostsSilent(),
    ].map((metric) => stack.resolve(metric.toMetricConfig()).metricStat);
    expect(metrics.map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
      ['Heartbeat', 'Sum'],
      ['ConsecutiveFailures', 'Maximum'],
      ['SecondsToExpiry', 'Minimum'],
      ['OpenIncidents', 'Maximum'],
      ['Overdue', 'Maximum'],
      ['HostsSilent', 'Maximum'],
    ]);
    expect(metrics.map(({ dimensions }) => dimensions)).toEqual(
      metrics.map(() => [{ name: 'Deployment', value: 'jada' }]),
    );
  });

  it('says which bundle is missing and how to make it', () => {
    const empty = folder();
    expect(() => brokerOf({ code: empty })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(
          `code: there is no bundle of function refresh: ${empty}/refresh/index.mjs`,
        ),
        remedy: 'build it: npm run build',
      }),
    );
  });
});
