import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostAccess, type HostAccessProps } from '../../../lib/host-access/host-access.ts';
import { TokenBroker } from '../../../lib/token-broker/token-broker.ts';
import { TokenQueue } from '../../../lib/token-queue/token-queue.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function accessOf(props: Partial<HostAccessProps> = {}, options: { queue?: boolean } = {}) {
  const stack = oneStack(PLACE);
  const key = new Key(stack, 'Key');
  const broker = TokenBroker.fromTokenBrokerAttributes(stack, 'Broker', { deployment: 'jada', key });
  const queue = options.queue
    ? new TokenQueue(stack, 'Queue', { deployment: 'jada', host: 'T440', key })
    : undefined;
  new HostAccess(stack, 'Access', {
    broker,
    host: 'T440',
    tokens: ['sheets'],
    ...(queue && { queue }),
    ...props,
  });
  return templateOf(stack);
}

const statement = (like: object) => ({
  ManagedPolicyName: 'evergrant-jada-host-T440',
  PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(like)]) },
});

const sheets = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':secretsmanager:us-east-1:123456789012:secret:evergrant/jada/token/sheets-??????',
    ],
  ],
};

describe('the rights of a host', () => {
  it('are its own tokens, of each the version in force', () => {
    accessOf().hasResourceProperties(
      'AWS::IAM::ManagedPolicy',
      statement({
        Action: 'secretsmanager:GetSecretValue',
        Resource: sheets,
        Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      }),
    );
  });

  it('let it ask for a refresh and for nothing else of the functions', () => {
    const text = JSON.stringify(accessOf().toJSON());
    expect(text).toContain('function:evergrant-jada-refresh');
    expect(text).not.toMatch(/evergrant-jada-(rotate|notify)/);
  });

  it('include no grant, no client and no write', () => {
    const text = JSON.stringify(
      accessOf({ daemons: ['port-sheet'] }, { queue: true }).findResources('AWS::IAM::ManagedPolicy'),
    );
    expect(text).not.toMatch(/evergrant\/jada\/(grant|client|key)\//);
    expect(text).not.toMatch(/secretsmanager:(Put|Update|Delete|Create|List|Rotate)/);
    expect(text).not.toMatch(/dynamodb:|ssm:|sns:|sqs:SendMessage/);
  });

  it('include its own notices and the lines of its own daemons, where it has them', () => {
    const template = accessOf({ daemons: ['port-sheet'] }, { queue: true });
    template.hasResourceProperties(
      'AWS::IAM::ManagedPolicy',
      statement({ Action: Match.arrayWith(['sqs:ReceiveMessage']) }),
    );
    template.hasResourceProperties(
      'AWS::IAM::ManagedPolicy',
      statement({ Sid: 'OwnLines', Action: Match.arrayWith(['logs:PutLogEvents']) }),
    );
    expect(JSON.stringify(accessOf().toJSON())).not.toMatch(/logs:|sqs:/);
  });

  it('fit the policies that they stand in, however long the names are', () => {
    const tokens = Array.from({ length: 25 }, (_, index) => `${index}`.padStart(64, 'x'));
    const policies = Object.values(
      accessOf({ tokens, daemons: ['d'.repeat(64)] }, { queue: true }).findResources(
        'AWS::IAM::ManagedPolicy',
      ),
    );
    expect(policies).toHaveLength(4);
    const sizes = policies.map(({ Properties }) => characters(Properties.PolicyDocument));
    expect(Math.max(...sizes)).toBeLessThan(6_144);
  });

  it.each([0, 41])('are refused for %d tokens', (count) => {
    const tokens = Array.from({ length: count }, (_, index) => `t${index}`);
    expect(() => accessOf({ tokens })).toThrow(`tokens: host T440 has ${count} of them; expected 1 to 40`);
  });
});

/** Size of a policy once CloudFormation has put in what it names, with room for a long deployment. */
function characters(document: unknown): number {
  const text = JSON.stringify(document);
  const resolved = text
    .replaceAll(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts: string) => parts.replaceAll('","', ''))
    .replaceAll(/",\{"Ref":"AWS::Partition"\},"/g, 'aws-us-gov')
    .replaceAll('evergrant/jada/', `evergrant/${'j'.repeat(40)}/`);
  return resolved.length;
}
