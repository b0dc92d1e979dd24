import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();

async function started() {
  const aws = await start();
  const { sns } = aws.services;
  const topic = sns.addTopic('ops');
  const client = new SNSClient(aws.client());
  const publish = async (input: Partial<PublishCommandInput>) => {
    await client.send(new PublishCommand({ TopicArn: topic.arn, Message: 'text', ...input }));
    await sns.idle();
  };
  return { aws, sns, topic, publish };
}

describe('the simulated SNS', () => {
  it('gives each kind of subscriber its own text', async () => {
    const { aws, sns, topic, publish } = await started();
    const queue = aws.services.sqs.addQueue({ name: 'q' });
    sns.subscribe(topic, { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:q' });
    sns.subscribe(topic, { protocol: 'email', endpoint: 'ops@example.com' }).isConfirmed = true;
    const Message = JSON.stringify({ default: 'for others', email: 'for readers' });
    await publish({ MessageStructure: 'json', Message, Subject: 'hello' });
    expect(JSON.parse(queue.bodies[0] ?? '')).toMatchObject({ Message: 'for others', Subject: 'hello' });
    expect(sns.mails.at(-1)).toEqual({ to: 'ops@example.com', subject: 'hello', text: 'for readers' });
  });

  it('tells nobody by mail who has not confirmed', async () => {
    const { sns, topic, publish } = await started();
    sns.subscribe(topic, { protocol: 'email', endpoint: 'ops@example.com' });
    await publish({});
    expect(sns.mails).toMatchObject([{ text: expect.stringContaining('You have chosen to subscribe') }]);
  });

  it('invokes functions, and keeps what failed for the test to see', async () => {
    const { sns, topic, publish } = await started();
    const invoked: unknown[] = [];
    sns.subscribe(topic, {
      protocol: 'lambda',
      endpoint: 'arn:aws:lambda:us-east-1:123456789012:function:n',
    });
    await publish({});
    expect(sns.undelivered).toHaveLength(1);
    sns.invoke = async (arn, event) => invoked.push([arn, event]);
    await publish({ Message: 'again' });
    expect(invoked).toMatchObject([
      ['arn:aws:lambda:us-east-1:123456789012:function:n', { Records: [{ Sns: { Message: 'again' } }] }],
    ]);
  });

  it.each<[string, Partial<PublishCommandInput>, string]>([
    ['a subject of two lines', { Subject: 'a\nb' }, 'ValidationException'],
    ['a subject beyond ASCII', { Subject: 'ä' }, 'ValidationException'],
    ['a subject of 100 characters', { Subject: 'a'.repeat(100) }, 'ValidationException'],
    ['more than 256 KB', { Message: 'a'.repeat(262_145) }, 'ValidationException'],
    ['a structure without default', { MessageStructure: 'json', Message: '{}' }, 'InvalidParameterException'],
  ])('refuses %s', async (_, input, name) => {
    const { publish } = await started();
    await expect(publish(input)).rejects.toMatchObject({ name });
  });
});
