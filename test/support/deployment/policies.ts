import { z } from 'zod';
import { type Policy, readPolicy, type Statement } from '../iam/policy-document.ts';
import type { Json } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { DeployedResource } from '../template/deploy-stacks.ts';

const json: z.ZodType<Json> = z.json();

/** What a role of the deployment may do. */
export interface RolePolicies {
  readonly name: string;
  readonly arn: string;
  readonly trust: Policy;
  readonly identity: readonly Policy[];
  readonly boundary: Policy | undefined;
}

/** The roles of a deployment with their inline, attached and managed policies. @throws NotUnderstood for a managed policy of AWS */
export function rolesOf(resources: readonly DeployedResource[]): readonly RolePolicies[] {
  const attached = resources.flatMap(({ type, logicalId, ref, properties }) => {
    if (type !== 'AWS::IAM::Policy' && type !== 'AWS::IAM::ManagedPolicy') return [];
    const { Roles, PolicyDocument } = ATTACHED.parse(properties);
    return [{ arn: ref, roles: Roles, policy: readPolicy(logicalId, PolicyDocument) }];
  });
  const managed = (arn: string): Policy => {
    const found = attached.find((each) => each.arn === arn);
    if (!found) throw new NotUnderstood(`the managed policy ${arn}`);
    return found.policy;
  };
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return roles.map(({ logicalId, ref: name, attributes, properties }) => {
    const role = ROLE.parse(properties);
    return {
      name,
      arn: attributes.Arn ?? '',
      trust: readPolicy(`${logicalId} trust`, role.AssumeRolePolicyDocument),
      identity: [
        ...role.Policies.map((each) => readPolicy(each.PolicyName, each.PolicyDocument)),
        ...attached.filter(({ roles: names }) => names.includes(name)).map(({ policy }) => policy),
        ...role.ManagedPolicyArns.map(managed),
      ],
      boundary: role.PermissionsBoundary === undefined ? undefined : managed(role.PermissionsBoundary),
    };
  });
}

/** The policies of keys, secrets, topics, queues, tables and functions, by ARN. */
export function resourcePoliciesOf(resources: readonly DeployedResource[]): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  const add = (arn: string, policy: Policy) => {
    const before = policies.get(arn)?.statements ?? [];
    policies.set(arn, { name: policy.name, statements: [...before, ...policy.statements] });
  };
  for (const { type, logicalId, properties, attributes } of resources) {
    if (type === 'AWS::KMS::Key')
      add(attributes.Arn ?? '', readPolicy(logicalId, KEY.parse(properties).KeyPolicy));
    if (type === 'AWS::SecretsManager::ResourcePolicy') {
      const { SecretId, ResourcePolicy } = SECRET.parse(properties);
      add(SecretId, readPolicy(logicalId, ResourcePolicy));
    }
    if (type === 'AWS::SNS::TopicPolicy') {
      const { Topics, PolicyDocument } = TOPIC.parse(properties);
      for (const topic of Topics) add(topic, readPolicy(logicalId, PolicyDocument));
    }
    if (type === 'AWS::SQS::QueuePolicy') {
      const { Queues, PolicyDocument } = QUEUE.parse(properties);
      for (const url of Queues) add(arnOfQueue(resources, url), readPolicy(logicalId, PolicyDocument));
    }
    if (type === 'AWS::Lambda::Permission') {
      const permission = PERMISSION.parse(properties);
      const arn = arnOfFunction(resources, permission.FunctionName);
      add(arn, { name: logicalId, statements: [permissionStatement(permission, arn)] });
    }
  }
  return policies;
}

function arnOfQueue(resources: readonly DeployedResource[], url: string): string {
  const queue = resources.find(({ type, ref }) => type === 'AWS::SQS::Queue' && ref === url);
  if (!queue?.attributes.Arn) throw new NotUnderstood(`a policy of the unknown queue ${url}`);
  return queue.attributes.Arn;
}

function arnOfFunction(resources: readonly DeployedResource[], nameOrArn: string): string {
  const found = resources.find(
    ({ type, ref, attributes }) =>
      type === 'AWS::Lambda::Function' && (ref === nameOrArn || attributes.Arn === nameOrArn),
  );
  if (!found?.attributes.Arn) throw new NotUnderstood(`a permission for the unknown function ${nameOrArn}`);
  return found.attributes.Arn;
}

/** A permission is a statement of the function's policy, as AddPermission writes it. */
function permissionStatement(permission: z.infer<typeof PERMISSION>, arn: string): Statement {
  const { Action, Principal, SourceAccount, SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl } =
    permission;
  const service = Principal.endsWith('.amazonaws.com');
  return {
    sid: undefined,
    effect: 'Allow',
    actions: { negated: false, patterns: [Action] },
    resources: { negated: false, patterns: [arn] },
    principals: { aws: service ? [] : [Principal], services: service ? [Principal] : [] },
    conditions: [
      ...(SourceAccount === undefined ? [] : [equals('StringEquals', 'aws:SourceAccount', SourceAccount)]),
      ...(SourceArn === undefined ? [] : [equals('ArnLike', 'aws:SourceArn', SourceArn)]),
      ...(FunctionUrlAuthType === undefined
        ? []
        : [equals('StringEquals', 'lambda:FunctionUrlAuthType', FunctionUrlAuthType)]),
      ...(InvokedViaFunctionUrl === undefined
        ? []
        : [equals('Bool', 'lambda:InvokedViaFunctionUrl', String(InvokedViaFunctionUrl))]),
    ],
  };
}

function equals(operator: string, key: string, value: string) {
  return { operator, key, values: [value] };
}

const ATTACHED = z.looseObject({ PolicyDocument: json, Roles: z.array(z.string()).default([]) });

const ROLE = z.strictObject({
  AssumeRolePolicyDocument: json,
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: json })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: z.string().optional(),
  RoleName: z.string().optional(),
  Description: z.string().optional(),
  Path: z.string().optional(),
  MaxSessionDuration: z.number().optional(),
  Tags: z.unknown().optional(),
});

const KEY = z.looseObject({ KeyPolicy: json });
const SECRET = z.looseObject({ SecretId: z.string(), ResourcePolicy: json });
const TOPIC = z.strictObject({ Topics: z.array(z.string()), PolicyDocument: json });
const QUEUE = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: json });

const PERMISSION = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
  FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
  InvokedViaFunctionUrl: z.boolean().optional(),
});
