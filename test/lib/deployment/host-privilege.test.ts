import { describe, expect, it } from '@jest/globals';
import {
  daemonLogGroup,
  functionLogGroup,
  functionName,
  grantParameter,
  HOST_TAG,
  hostLogGroup,
  hostParameter,
  hostQueueName,
  hostRoleName,
  releaseParameter,
  secretName,
  tableName,
  updateDocumentName,
} from '../../../core/wire.ts';
import { describeRights, type Rights } from '../../support/deployment/describe-rights.ts';
import { KEY_ARN, secretArn, templateAuthoriser } from '../../support/deployment/template-authoriser.ts';
import type { AccessRequest } from '../../support/iam/access-request.ts';
import { HOSTED, standInBundles, synthesizedDeployment } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const ACCOUNT = '123456789012';
const ours = (service: string, name: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
const role = (host: string) => `arn:aws:iam::${ACCOUNT}:role/${hostRoleName('jada', host)}`;
const lines = (group: string) => ours('logs', `log-group:${group}:log-stream:1`);
const token = (name: string) => secretArn(secretName('jada', `token/${name}`));
const secretsOfOthers = [
  ...(['grant/crew-sheets', 'client/google', 'key/gastown'] as const).map((id) =>
    secretArn(secretName('jada', id)),
  ),
];
const via = (service: string, context: Readonly<Record<string, string>> = {}) => ({
  'kms:ViaService': `${service}.us-east-1.amazonaws.com`,
  ...context,
});
const ofSecret = (arn: string) => via('secretsmanager', { 'kms:EncryptionContext:SecretARN': arn });
const item = (pk: string) => ({ 'dynamodb:LeadingKeys': pk });

const READ = 'secretsmanager:GetSecretValue';
const IN_FORCE = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const BEFORE = { 'secretsmanager:VersionStage': 'AWSPREVIOUS' };
const TABLE = ours('dynamodb', `table/${tableName('jada')}`);
const ASSETS = `arn:aws:s3:::cdk-hnb659fds-assets-${ACCOUNT}-us-east-1`;
const MACHINE = ours('ssm', 'managed-instance/mi-0123456789abcdef0');
const INSTANCE = ours('ec2', 'instance/i-0123456789abcdef0');

interface Terms {
  readonly name: string;
  readonly other: string;
  readonly tokens: readonly string[];
  readonly tokensOfOthers: readonly string[];
  readonly daemons: readonly string[];
  /** A machine of its sort, and one of another. */
  readonly machines: readonly [string, string];
}

/** What every host may and may not, whatever it is made of. */
function rightsOf({ name, other, tokens, tokensOfOthers, daemons, machines }: Terms): Rights {
  const ownGroups = [hostLogGroup('jada', name), ...daemons.map((daemon) => daemonLogGroup('jada', daemon))];
  const queue = ours('sqs', hostQueueName('jada', name));
  const own = tokens.map(token);
  const foreign = [...secretsOfOthers, ...tokensOfOthers.map(token)];
  return {
    role: role(name),
    allowed: [
      ...own.flatMap((arn): AccessRequest[] => [
        [READ, arn, IN_FORCE],
        ['secretsmanager:DescribeSecret', arn],
        ['kms:Decrypt', KEY_ARN, ofSecret(arn)],
      ]),
      ['sqs:ReceiveMessage', queue],
      ['sqs:DeleteMessage', queue],
      ['kms:Decrypt', KEY_ARN, via('sqs')],
      ['lambda:InvokeFunction', ours('lambda', `function:${functionName('jada', 'refresh')}`)],
      ...ownGroups.flatMap((group): AccessRequest[] => [
        ['logs:CreateLogStream', lines(group)],
        ['logs:PutLogEvents', lines(group)],
      ]),
      ['dynamodb:GetItem', TABLE, item(`host#${name}`)],
      ['dynamodb:PutItem', TABLE, item(`host#${name}`)],
      ['kms:Decrypt', KEY_ARN, via('dynamodb')],
      ['ssm:GetParameter', ours('ssm', `parameter${hostParameter('jada', name)}`)],
      ['ssm:GetDocument', ours('ssm', `document/${updateDocumentName('jada', name)}`)],
      ['ssm:UpdateInstanceInformation', machines[0]],
      ['ssmmessages:OpenDataChannel', '*'],
    ],
    denied: [
      ...own.flatMap((arn): AccessRequest[] => [
        [READ, arn],
        [READ, arn, BEFORE],
        ['secretsmanager:PutSecretValue', arn],
        ['secretsmanager:UpdateSecretVersionStage', arn],
      ]),
      ...foreign.flatMap((arn): AccessRequest[] => [
        [READ, arn, IN_FORCE],
        ['secretsmanager:DescribeSecret', arn],
        ['kms:Decrypt', KEY_ARN, ofSecret(arn)],
      ]),
      ['kms:Decrypt', KEY_ARN],
      ['kms:GenerateDataKey', KEY_ARN, via('dynamodb')],
      ['sqs:ReceiveMessage', ours('sqs', hostQueueName('jada', other))],
      ['sqs:SendMessage', queue],
      ['lambda:InvokeFunction', ours('lambda', `function:${functionName('jada', 'rotate')}`)],
      ['lambda:InvokeFunction', ours('lambda', `function:${functionName('jada', 'activation')}`)],
      ...[
        hostLogGroup('jada', other),
        daemonLogGroup('jada', 'of-others'),
        functionLogGroup('jada', 'refresh'),
      ].map((group): AccessRequest => ['logs:PutLogEvents', lines(group)]),
      ['logs:CreateLogGroup', lines(hostLogGroup('jada', name))],
      ['logs:FilterLogEvents', lines(hostLogGroup('jada', name))],
      ...[`host#${other}`, `host#${name}2`, 'grant#crew-sheets', 'signingKey#gastown', 'incident#x'].flatMap(
        (pk): AccessRequest[] => [
          ['dynamodb:GetItem', TABLE, item(pk)],
          ['dynamodb:PutItem', TABLE, item(pk)],
        ],
      ),
      // Without a key "for all values" would hold.
      ['dynamodb:GetItem', TABLE],
      ['dynamodb:PutItem', TABLE],
      ['dynamodb:Scan', TABLE],
      ['dynamodb:Query', TABLE, item(`host#${name}`)],
      ['dynamodb:UpdateItem', TABLE, item(`host#${name}`)],
      ['dynamodb:DeleteItem', TABLE, item(`host#${name}`)],
      ...[hostParameter('jada', other), grantParameter('jada', 'crew-sheets'), releaseParameter('jada')].map(
        (parameter): AccessRequest => ['ssm:GetParameter', ours('ssm', `parameter${parameter}`)],
      ),
      ['ssm:GetParametersByPath', ours('ssm', 'parameter/evergrant/jada')],
      ['ssm:PutParameter', ours('ssm', `parameter${hostParameter('jada', name)}`)],
      ['ssm:GetDocument', ours('ssm', `document/${updateDocumentName('jada', other)}`)],
      ['ssm:UpdateInstanceInformation', machines[1]],
      ['ssm:SendCommand', machines[0]],
      ['ssm:StartSession', machines[0]],
      ['ssm:CreateActivation', '*'],
      ['ssm:DeregisterManagedInstance', MACHINE],
      ['s3:GetObject', `${ASSETS}/another.zip`],
      ['s3:PutObject', `${ASSETS}/another.zip`],
      ['s3:ListBucket', ASSETS],
      ['iam:PassRole', role(name), { 'iam:PassedToService': 'ssm.amazonaws.com' }],
    ],
  };
}

const ofDeployment = (deployment: string) => ({ [`aws:RequestTag/${HOST_TAG}`]: `${deployment}/T440` });
const tagged = (deployment: string) => ({ [`ssm:resourceTag/${HOST_TAG}`]: `${deployment}/T440` });
const toService = (service: string) => ({ 'iam:PassedToService': service });

const ACTIVATION: Rights = {
  role: `arn:aws:iam::${ACCOUNT}:role/${functionName('jada', 'activation')}`,
  allowed: [
    ['iam:PassRole', role('orchestrator'), toService('ssm.amazonaws.com')],
    ['ssm:CreateActivation', '*', ofDeployment('jada')],
    ['ssm:DeleteActivation', '*'],
    ['ssm:DescribeActivations', '*'],
    ['ssm:DescribeInstanceInformation', '*'],
    ['ssm:DeregisterManagedInstance', MACHINE, tagged('jada')],
    ['logs:PutLogEvents', lines(functionLogGroup('jada', 'activation'))],
  ],
  denied: [
    ['iam:PassRole', role('orchestrator'), toService('ec2.amazonaws.com')],
    ['iam:PassRole', role('orchestrator')],
    [
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/${hostRoleName('other', 'T440')}`,
      toService('ssm.amazonaws.com'),
    ],
    ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/evergrant-jada-refresh`, toService('ssm.amazonaws.com')],
    ['ssm:CreateActivation', '*'],
    ['ssm:CreateActivation', '*', ofDeployment('other')],
    ['ssm:DeregisterManagedInstance', MACHINE],
    ['ssm:DeregisterManagedInstance', MACHINE, tagged('other')],
    ['ssm:SendCommand', MACHINE],
    ['ssm:GetParameter', ours('ssm', `parameter${hostParameter('jada', 'ops')}`)],
    [READ, token('sheets'), IN_FORCE],
    ['kms:Decrypt', KEY_ARN],
    ['dynamodb:GetItem', TABLE, item('host#ops')],
    ['lambda:InvokeFunction', ours('lambda', `function:${functionName('jada', 'refresh')}`)],
  ],
};

const folder = temporaryFolders();
const synthesize = () => {
  const { templates } = synthesizedDeployment(HOSTED, { code: standInBundles(folder()) });
  return [...templates].map(([name, template]) => ({ name, template }));
};

describeRights(
  {
    'an EC2 host': rightsOf({
      name: 'ops',
      other: 'T440',
      tokens: ['sheets'],
      tokensOfOthers: ['mayor'],
      daemons: ['port-sheet'],
      machines: [INSTANCE, MACHINE],
    }),
    'a Lightsail host': rightsOf({
      name: 'orchestrator',
      other: 'ops',
      tokens: ['sheets'],
      tokensOfOthers: ['mayor'],
      daemons: [],
      machines: [MACHINE, INSTANCE],
    }),
    'an external host': rightsOf({
      name: 'T440',
      other: 'ops',
      tokens: ['mayor'],
      tokensOfOthers: ['sheets'],
      daemons: [],
      machines: [MACHINE, INSTANCE],
    }),
    'the function that activates': ACTIVATION,
  },
  synthesize,
);

describe('the release', () => {
  it('may be fetched by every host, and is the one file of the bucket that may', async () => {
    const stacks = synthesize();
    const [, key = ''] =
      /s3:::cdk-hnb659fds-assets-[^/]+\/([0-9a-f]{64}\.mjs)/.exec(JSON.stringify(stacks)) ?? [];
    expect(key).not.toBe('');
    const { decide } = await templateAuthoriser(stacks);
    for (const host of ['ops', 'orchestrator', 'T440']) {
      const fetch = (resource: string) =>
        decide(role(host), { action: 's3:GetObject', resource, context: {} }).kind;
      expect([fetch(`${ASSETS}/${key}`), fetch(`${ASSETS}/${key}.old`)]).toEqual(['allowed', 'denied']);
    }
  });
});

describe('who may take the role of a host', () => {
  const source = (account: string, region = 'us-east-1') => ({
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:ssm:${region}:${account}:managed-instance/mi-0123456789abcdef0`,
  });

  it.each(['orchestrator', 'T440'])(
    'of %s: machines of this account and Region by Systems Manager',
    async (host) => {
      const { assume } = await templateAuthoriser(synthesize());
      const kind = (service: string, context: Readonly<Record<string, string>>) =>
        assume(service, role(host), context).kind;
      expect(kind('ssm.amazonaws.com', source(ACCOUNT))).toBe('allowed');
      expect(kind('ssm.amazonaws.com', source('210987654321'))).toBe('denied');
      expect(kind('ssm.amazonaws.com', source(ACCOUNT, 'eu-west-1'))).toBe('denied');
      expect(kind('ssm.amazonaws.com', { 'aws:SourceAccount': ACCOUNT })).toBe('denied');
      expect(kind('ssm.amazonaws.com', {})).toBe('denied');
      expect(kind('ec2.amazonaws.com', source(ACCOUNT))).toBe('denied');
      expect(kind('lambda.amazonaws.com', source(ACCOUNT))).toBe('denied');
    },
  );

  it('of an EC2 host: EC2 alone', async () => {
    const { assume } = await templateAuthoriser(synthesize());
    expect(assume('ec2.amazonaws.com', role('ops'), {}).kind).toBe('allowed');
    expect(assume('ssm.amazonaws.com', role('ops'), source(ACCOUNT)).kind).toBe('denied');
  });
});
