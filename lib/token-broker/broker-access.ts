import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  daemonLogGroup,
  functionLogGroup,
  grantParameter,
  hostQueueName,
  type SecretKind,
  secretName,
} from '../../core/wire.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';

/** What a refresh or a rotation does to the secrets of grants, tokens and signing keys: it never creates, deletes or lists them. */
const KEEP_SECRET = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:ListSecretVersionIds',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

/** What it does to the secrets of clients, which people write. */
const READ_SECRET = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/** What it reads of the declaration: the parameter of a grant by its name. */
const READ_DOCUMENT = ['ssm:GetParameter'];

/** What `notify` reads of it: all parameters, to know which grants a daemon uses. */
const READ_DOCUMENTS = ['ssm:GetParametersByPath'];

/** What `notify` reads of daemons' logs: what counts there as a refusal, and the lines. */
const READ_REFUSALS = ['logs:DescribeMetricFilters', 'logs:FilterLogEvents'];

/** What `notify` reads of the log of `rotate`: why a rotation failed. */
const READ_ROTATIONS = ['logs:FilterLogEvents'];

/** What it does to the key itself: secrets, the spill, queues and topics are encrypted under it. */
export const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** A statement, and why it names resources by an asterisk. */
export interface ReasonedStatement {
  readonly statement: PolicyStatement;
  readonly reason: string;
}

/** The rights of a function that refreshes: what is not the ledger's, the channel's or a queue's own grant. */
export function brokerStatements(scope: Construct, deployment: string): readonly ReasonedStatement[] {
  const reason =
    'one function refreshes every grant of the deployment; names are fixed up to the kind of the secret, and a role for each grant would take a function for each';
  return [
    {
      statement: new PolicyStatement({
        sid: 'GrantsAndTokens',
        actions: [...KEEP_SECRET],
        resources: (['grant', 'token', 'key'] as const).map((kind) => secretsOf(scope, deployment, kind)),
      }),
      reason,
    },
    {
      statement: new PolicyStatement({
        sid: 'Clients',
        actions: [...READ_SECRET],
        resources: [secretsOf(scope, deployment, 'client')],
      }),
      reason,
    },
    {
      statement: new PolicyStatement({
        sid: 'GrantDocuments',
        actions: [...READ_DOCUMENT],
        resources: [documentsOf(scope, deployment, '/*')],
      }),
      reason: 'whichever grant is due is read; all parameters stand below one path of the deployment',
    },
    {
      statement: new PolicyStatement({
        sid: 'TellHosts',
        actions: ['sqs:SendMessage'],
        resources: [arnOf(scope, { service: 'sqs', resource: hostQueueName(deployment, '*') })],
      }),
      reason: 'hosts come and go in stacks of their own; their queues carry the name of the deployment',
    },
  ];
}

/** The rights of `notify`: which grants there are, the lines that made an alarm ring, and why a rotation failed. */
export function notifyStatements(scope: Construct, deployment: string): readonly ReasonedStatement[] {
  return [
    {
      statement: new PolicyStatement({
        sid: 'GrantDocuments',
        actions: [...READ_DOCUMENTS],
        resources: [documentsOf(scope, deployment, ''), documentsOf(scope, deployment, '/*')],
      }),
      reason:
        'any grant may be the one that a daemon uses; all parameters stand below one path of the deployment',
    },
    {
      statement: new PolicyStatement({
        sid: 'LinesOfDaemons',
        actions: [...READ_REFUSALS],
        resources: [logGroupArn(scope, daemonLogGroup(deployment, '*'))],
      }),
      reason:
        'any daemon may be the one whose alarm rings; their log groups stand below one path of the deployment',
    },
    {
      statement: new PolicyStatement({
        sid: 'FailedRotations',
        actions: [...READ_ROTATIONS],
        resources: [logGroupArn(scope, `${functionLogGroup(deployment, 'rotate')}:*`)],
      }),
      reason: 'the asterisk is the streams of one log group',
    },
  ];
}

/** Adds statements to a role, each with its reason. */
export function allow(role: Role, statements: readonly ReasonedStatement[]): void {
  for (const { statement, reason } of statements) {
    role.addToPrincipalPolicy(statement);
    acknowledgeWildcards(role, { resources: statement.resources, reason });
  }
}

function secretsOf(scope: Construct, deployment: string, kind: SecretKind): string {
  return arnOf(scope, {
    service: 'secretsmanager',
    resource: 'secret',
    name: secretName(deployment, `${kind}/*`),
    format: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function arnOf(
  scope: Construct,
  parts: { service: string; resource: string; name?: string; format?: ArnFormat },
): string {
  const { service, resource, name, format } = parts;
  return Stack.of(scope).formatArn({
    service,
    resource,
    ...(name === undefined ? { arnFormat: ArnFormat.NO_RESOURCE_NAME } : { resourceName: name }),
    ...(format !== undefined && { arnFormat: format }),
  });
}

function documentsOf(scope: Construct, deployment: string, below: '' | '/*'): string {
  const path = grantParameter(deployment, '').slice(1, -1);
  return arnOf(scope, { service: 'ssm', resource: 'parameter', name: `${path}${below}` });
}

function logGroupArn(scope: Construct, name: string): string {
  const format = ArnFormat.COLON_RESOURCE_NAME;
  return arnOf(scope, { service: 'logs', resource: 'log-group', name, format });
}
