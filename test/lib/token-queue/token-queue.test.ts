import { describe, expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { TokenQueue, type TokenQueueProps } from '../../../lib/token-queue/token-queue.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function queueOf(props: Partial<TokenQueueProps> = {}) {
  const stack = oneStack(PLACE);
  const queue = new TokenQueue(stack, 'Queue', {
    deployment: 'jada',
    host: 'PC-A',
    key: new Key(stack, 'Key'),
    ...props,
  });
  return { stack, queue };
}

describe('the queue of a host', () => {
  it('is encrypted, refuses what is not TLS, is polled for long and keeps a day', () => {
    const template = templateOf(queueOf().stack);
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'evergrant-jada-PC-A',
      KmsMasterKeyId: Match.anyValue(),
      MessageRetentionPeriod: 86_400,
      ReceiveMessageWaitTimeSeconds: 20,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ],
      },
    });
  });

  it('keeps notices for as long as it is told', () => {
    templateOf(queueOf({ retention: Duration.days(4) }).stack).hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 345_600,
    });
  });

  it('lets its host take notices and send none, with the key over SQS alone', () => {
    const { stack, queue } = queueOf();
    queue.grantConsume(new Role(stack, 'Host', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    const text = JSON.stringify(templateOf(stack).findResources('AWS::IAM::Policy'));
    expect(text).toContain('sqs:ReceiveMessage');
    expect(text).not.toContain('sqs:SendMessage');
    expect(text).toContain('"kms:ViaService"');
  });

  it.each(['fan-out', 'fan-out-dead', 'tick-dead'])('refuses the host %j, whose queue is another', (host) => {
    expect(() => queueOf({ host })).toThrow(`host: "${host}" would take the name of a queue of the broker`);
  });

  it('refuses a host that cannot stand in a name', () => {
    expect(() => queueOf({ host: 'pc a' })).toThrow('host: "pc a" cannot stand in names of AWS');
  });

  it('is found by its name from other stacks', () => {
    const found = TokenQueue.fromHost(oneStack(PLACE), { deployment: 'jada', host: 'PC-A' });
    expect(found.queueUrl).toMatch(/^https:\/\/sqs\.us-east-1\..+\/123456789012\/evergrant-jada-PC-A$/);
  });
});
