import {
  daemonLogGroup,
  functionLogGroup,
  functionName,
  grantParameter,
  hostQueueName,
  secretName,
  tableName,
  topicName,
} from '../../../core/wire.ts';
import { describeRights, type Rights } from '../../support/deployment/describe-rights.ts';
import { KEY_ARN, secretArn } from '../../support/deployment/template-authoriser.ts';
import { hostRole, hostRoles } from '../../support/host-roles.ts';
import type { AccessRequest } from '../../support/iam/access-request.ts';
import { SIGNED, standInBundles, synthesizedDeployment } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const ours = (service: string, name: string) => `arn:aws:${service}:us-east-1:123456789012:${name}`;
const GRANT = secretArn(secretName('jada', 'grant/crew-sheets'));
const CLIENT = secretArn(secretName('jada', 'client/google'));
const KEY = secretArn(secretName('jada', 'key/gastown'));
const OWN = secretArn(secretName('jada', 'token/sheets'));
const OTHERS = secretArn(secretName('jada', 'token/drafts'));
const AGENTS = secretArn(secretName('jada', 'token/mayor'));
const OWN_QUEUE = ours('sqs', hostQueueName('jada', 'front'));
const OTHER_QUEUE = ours('sqs', hostQueueName('jada', 'back'));
const FAN_OUT = ours('sqs', hostQueueName('jada', 'fan-out'));
const TABLE = ours('dynamodb', `table/${tableName('jada')}`);
const OPS = ours('sns', topicName('jada', 'ops'));
const PARAMETER = ours('ssm', `parameter${grantParameter('jada', 'crew-sheets')}`);
const lambda = (name: 'refresh' | 'rotate' | 'notify' | 'web') =>
  ours('lambda', `function:${functionName('jada', name)}`);
const lines = (group: string) => ours('logs', `log-group:${group}:log-stream:1`);

const IN_FORCE = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const via = (service: string, context: Readonly<Record<string, string>> = {}) => ({
  'kms:ViaService': `${service}.us-east-1.amazonaws.com`,
  ...context,
});
const ofSecret = (arn: string) => via('secretsmanager', { 'kms:EncryptionContext:SecretARN': arn });
const incident = { 'dynamodb:LeadingKeys': 'incident#crew-sheets' };
const keyItem = { 'dynamodb:LeadingKeys': 'signingKey#gastown' };
const stateOfGrant = { 'dynamodb:LeadingKeys': 'grant#crew-sheets' };

const READ = 'secretsmanager:GetSecretValue';
const WRITES = ['PutSecretValue', 'UpdateSecretVersionStage', 'UpdateSecret', 'DeleteSecret', 'RotateSecret'];
const writesOf = (arn: string) => WRITES.map((write): AccessRequest => [`secretsmanager:${write}`, arn]);
const ITEMS = ['GetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem'];

const HOST: Rights = {
  role: hostRole('front'),
  allowed: [
    [READ, OWN, IN_FORCE],
    ['secretsmanager:DescribeSecret', OWN],
    ['kms:Decrypt', KEY_ARN, ofSecret(OWN)],
    ['sqs:ReceiveMessage', OWN_QUEUE],
    ['sqs:DeleteMessage', OWN_QUEUE],
    ['kms:Decrypt', KEY_ARN, via('sqs')],
    ['logs:CreateLogStream', lines(daemonLogGroup('jada', 'port-sheet'))],
    ['logs:PutLogEvents', lines(daemonLogGroup('jada', 'port-sheet'))],
    ['lambda:InvokeFunction', lambda('refresh')],
    ['lambda:InvokeFunctionUrl', lambda('refresh')],
  ],
  denied: [
    ...[GRANT, CLIENT, KEY, OTHERS].map((arn): AccessRequest => [READ, arn, IN_FORCE]),
    ...[GRANT, CLIENT, KEY, OTHERS].map((arn): AccessRequest => ['secretsmanager:DescribeSecret', arn]),
    [READ, OWN],
    [READ, OWN, { 'secretsmanager:VersionStage': 'AWSPENDING' }],
    [READ, OWN, { 'secretsmanager:VersionStage': 'AWSPREVIOUS' }],
    [READ, OWN, { 'secretsmanager:VersionId': 'a2f0c1de-0000-4000-8000-000000000001' }],
    ['secretsmanager:ListSecretVersionIds', OWN],
    ['secretsmanager:ListSecrets', '*'],
    ...[GRANT, CLIENT, KEY, OWN, OTHERS].flatMap(writesOf),
    ['kms:Decrypt', KEY_ARN],
    ['kms:Decrypt', KEY_ARN, { 'kms:EncryptionContext:SecretARN': OWN }],
    ['kms:Decrypt', KEY_ARN, via('secretsmanager')],
    ...[GRANT, CLIENT, KEY, OTHERS].map((arn): AccessRequest => ['kms:Decrypt', KEY_ARN, ofSecret(arn)]),
    ['kms:Decrypt', KEY_ARN, via('dynamodb')],
    ['kms:GenerateDataKey', KEY_ARN, ofSecret(OWN)],
    ['kms:Encrypt', KEY_ARN],
    ...ITEMS.map((item): AccessRequest => [`dynamodb:${item}`, TABLE]),
    ...[OTHER_QUEUE, FAN_OUT].flatMap((queue): AccessRequest[] => [
      ['sqs:ReceiveMessage', queue],
      ['sqs:DeleteMessage', queue],
    ]),
    ['sqs:SendMessage', OWN_QUEUE],
    ['sqs:PurgeQueue', OWN_QUEUE],
    ['sns:Publish', OPS],
    ['ssm:GetParameter', PARAMETER],
    ['logs:PutLogEvents', lines(functionLogGroup('jada', 'refresh'))],
    ['logs:PutLogEvents', lines(daemonLogGroup('jada', 'other'))],
    ['logs:FilterLogEvents', lines(daemonLogGroup('jada', 'port-sheet'))],
    ['lambda:InvokeFunction', lambda('rotate')],
    ['lambda:InvokeFunction', lambda('notify')],
    ['lambda:UpdateFunctionCode', lambda('refresh')],
  ],
};

const NOTIFY: Rights = {
  role: `arn:aws:iam::123456789012:role/${functionName('jada', 'notify')}`,
  allowed: [
    ['dynamodb:GetItem', TABLE, stateOfGrant],
    ['dynamodb:Scan', TABLE],
    ['dynamodb:PutItem', TABLE, incident],
    ['sns:Publish', OPS],
    ['lambda:InvokeFunction', lambda('refresh')],
    ['logs:FilterLogEvents', ours('logs', `log-group:${daemonLogGroup('jada', 'port-sheet')}`)],
  ],
  denied: [
    ...[GRANT, CLIENT, KEY, OWN].map((arn): AccessRequest => [READ, arn, IN_FORCE]),
    ...[GRANT, CLIENT, KEY, OWN].map((arn): AccessRequest => ['secretsmanager:DescribeSecret', arn]),
    ...[GRANT, CLIENT, KEY, OWN].flatMap(writesOf),
    ['kms:Decrypt', KEY_ARN, ofSecret(GRANT)],
    ['kms:Decrypt', KEY_ARN],
    ['dynamodb:PutItem', TABLE, stateOfGrant],
    ['dynamodb:UpdateItem', TABLE, incident],
    ['dynamodb:DeleteItem', TABLE, incident],
    ['dynamodb:Query', `${TABLE}/index/due`],
    ['sqs:SendMessage', OWN_QUEUE],
    ['lambda:InvokeFunction', lambda('rotate')],
    ['lambda:InvokeFunctionUrl', lambda('refresh')],
  ],
};

const elsewhere = (name: string) => secretArn(name);
const OTHER_DEPLOYMENT = elsewhere(secretName('other', 'grant/crew-sheets'));

const ROTATE: Rights = {
  role: `arn:aws:iam::123456789012:role/${functionName('jada', 'rotate')}`,
  allowed: [
    [READ, GRANT],
    [READ, KEY],
    ['secretsmanager:PutSecretValue', KEY],
    ['secretsmanager:UpdateSecretVersionStage', KEY],
    ['secretsmanager:PutSecretValue', OWN],
    ['secretsmanager:UpdateSecretVersionStage', OWN],
    ['ssm:GetParameter', PARAMETER],
    ['sqs:SendMessage', OWN_QUEUE],
  ],
  denied: [
    [READ, OTHER_DEPLOYMENT],
    ...writesOf(OTHER_DEPLOYMENT),
    [READ, elsewhere('billing/password')],
    ...writesOf(elsewhere('billing/password')),
    ...writesOf(CLIENT),
    ['secretsmanager:DeleteSecret', GRANT],
    ['secretsmanager:DeleteSecret', KEY],
    ['secretsmanager:RotateSecret', KEY],
    ['secretsmanager:ListSecrets', '*'],
    ['dynamodb:Scan', TABLE],
    ['dynamodb:Query', `${TABLE}/index/due`],
    ['sqs:SendMessage', ours('sqs', 'evergrant-other-front')],
    ['sqs:ReceiveMessage', OWN_QUEUE],
    ['lambda:InvokeFunction', lambda('refresh')],
    ['dynamodb:UpdateItem', TABLE, stateOfGrant],
    ['sns:Publish', OPS],
  ],
};

const REFRESH: Rights = {
  role: `arn:aws:iam::123456789012:role/${functionName('jada', 'refresh')}`,
  allowed: [
    [READ, KEY],
    ['secretsmanager:PutSecretValue', KEY],
    ['secretsmanager:PutSecretValue', AGENTS],
    ['secretsmanager:UpdateSecretVersionStage', AGENTS],
    ['dynamodb:UpdateItem', TABLE, keyItem],
    ['sns:Publish', OPS],
    ['sqs:SendMessage', OWN_QUEUE],
  ],
  denied: [
    ...[KEY, AGENTS, GRANT].flatMap((arn): AccessRequest[] => [
      ['secretsmanager:DeleteSecret', arn],
      ['secretsmanager:UpdateSecret', arn],
      ['secretsmanager:RotateSecret', arn],
    ]),
    [READ, secretArn(secretName('other', 'key/gastown'))],
    ...writesOf(secretArn(secretName('other', 'key/gastown'))),
    ...writesOf(CLIENT),
    ['secretsmanager:ListSecrets', '*'],
    ['sqs:ReceiveMessage', OWN_QUEUE],
    ['lambda:InvokeFunction', lambda('rotate')],
    ['lambda:InvokeFunction', lambda('refresh')],
  ],
};

/** It answers whoever asks, so what it may read is what everybody may. */
const WEB: Rights = {
  role: `arn:aws:iam::123456789012:role/${functionName('jada', 'web')}`,
  allowed: [
    ['dynamodb:GetItem', TABLE, keyItem],
    ['kms:Decrypt', KEY_ARN, via('dynamodb')],
    ['logs:PutLogEvents', lines(functionLogGroup('jada', 'web'))],
  ],
  denied: [
    ...[GRANT, CLIENT, KEY, OWN, AGENTS].flatMap((arn): AccessRequest[] => [
      [READ, arn, IN_FORCE],
      ['secretsmanager:DescribeSecret', arn],
      ['kms:Decrypt', KEY_ARN, ofSecret(arn)],
      ...writesOf(arn),
    ]),
    ['kms:Decrypt', KEY_ARN],
    ['kms:GenerateDataKey', KEY_ARN],
    ...[stateOfGrant, incident, { 'dynamodb:LeadingKeys': 'agentToken#mayor' }].map(
      (item): AccessRequest => ['dynamodb:GetItem', TABLE, item],
    ),
    ...ITEMS.filter((item) => item !== 'GetItem').map(
      (item): AccessRequest => [`dynamodb:${item}`, TABLE, keyItem],
    ),
    ['dynamodb:Query', `${TABLE}/index/due`],
    ['ssm:GetParameter', PARAMETER],
    ['sqs:SendMessage', OWN_QUEUE],
    ['sns:Publish', OPS],
    ['lambda:InvokeFunction', lambda('refresh')],
    ['logs:PutLogEvents', lines(functionLogGroup('jada', 'refresh'))],
  ],
};

const TWO_TOKENS = SIGNED.replace(
  'sheets: { grant: crew-sheets }',
  'sheets: { grant: crew-sheets }\n  drafts: { grant: crew-sheets }',
);

const folder = temporaryFolders();

describeRights({ 'a host': HOST, notify: NOTIFY, rotate: ROTATE, refresh: REFRESH, web: WEB }, () => {
  const hosts = { front: { tokens: ['sheets'], daemons: ['port-sheet'] }, back: { tokens: ['drafts'] } };
  const { templates } = synthesizedDeployment(TWO_TOKENS, { code: standInBundles(folder()), hosts });
  return [...[...templates].map(([name, template]) => ({ name, template })), hostRoles(['front', 'back'])];
});
