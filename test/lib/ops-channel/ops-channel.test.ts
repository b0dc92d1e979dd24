import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OpsChannel, type OpsChannelProps } from '../../../lib/ops-channel/ops-channel.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function channelOf(props: Partial<OpsChannelProps>) {
  const stack = oneStack(PLACE);
  new OpsChannel(stack, 'Channel', { deployment: 'jada', key: new Key(stack, 'Key'), ...props });
  return templateOf(stack);
}

describe('the ops channel', () => {
  it('is two encrypted topics with signatures of version 2', () => {
    const template = channelOf({});
    for (const TopicName of ['evergrant-jada-ops', 'evergrant-jada-alarms']) {
      template.hasResourceProperties('AWS::SNS::Topic', {
        TopicName,
        SignatureVersion: '2',
        KmsMasterKeyId: Match.anyValue(),
      });
    }
  });

  it('refuses what is not TLS and lets alarms of this account in, on both topics', () => {
    const policies = channelOf({}).findResources('AWS::SNS::TopicPolicy', {
      Properties: {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sns:Publish',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Condition: {
                StringEquals: { 'aws:SourceAccount': '123456789012' },
                ArnLike: { 'aws:SourceArn': Match.anyValue() },
              },
            }),
          ],
        },
      },
    });
    expect(Object.keys(policies)).toHaveLength(2);
  });

  it('subscribes nobody unless told', () => {
    channelOf({}).resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('subscribes mailboxes and https addresses to the topic for people', () => {
    const template = channelOf({ emails: ['ops@example.com'], https: ['https://pager.example.com'] });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: 'https://pager.example.com',
    });
  });

  it('shows itself in Slack behind a guardrail that only reads, with a role that may do nothing', () => {
    const template = channelOf({ slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }] });
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      GuardrailPolicies: [
        {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']],
        },
      ],
      LoggingLevel: 'ERROR',
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: Match.absent(),
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({ Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }),
        ],
      },
    });
  });

  it.each([
    [
      { https: ['http://pager.example.com'] },
      'https: expected an https address, got "http://pager.example.com"',
    ],
    [
      { slackChannels: [{ workspaceId: 'jada', channelId: 'C0123ABCD' }] },
      'slackChannels.workspaceId: expected an id that starts with T, got "jada"',
    ],
    [
      { slackChannels: [{ workspaceId: 'T0123ABCD', channelId: '#ops' }] },
      'slackChannels.channelId: expected an id that starts with C or G, got "#ops"',
    ],
  ])('refuses %j', (props, message) => {
    expect(() => channelOf(props)).toThrow(message);
  });

  it('is found by its names from other stacks', () => {
    const stack = oneStack(PLACE);
    const { topic, alarmTopic } = OpsChannel.fromDeployment(stack, 'Channel', 'jada');
    expect(stack.resolve(topic.topicArn)).toMatchObject({
      'Fn::Join': ['', expect.arrayContaining([':sns:us-east-1:123456789012:evergrant-jada-ops'])],
    });
    expect(alarmTopic.topicName).toContain('evergrant-jada-alarms');
  });
});
