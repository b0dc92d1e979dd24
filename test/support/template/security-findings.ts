import { isJsonObject, type Json, type JsonObject, listOf } from '../json.ts';
import type { TemplateResource } from '../synthesized-deployment.ts';

/** What is wrong with the security of these templates, as `stack/id: finding`; nothing where all is well. */
export function securityFindings(resources: readonly TemplateResource[]): readonly string[] {
  return resources.flatMap((resource) =>
    [
      ...ownFindings(resource),
      ...(RULES[resource.type]?.(resource, resources) ?? []),
      ...statementsIn(resource.properties).flatMap((each) => statementFindings(each, resource)),
    ].map((finding) => `${resource.stack}/${resource.id}: ${finding}`),
  );
}

/** Where `*` may stand as the resource, and why. By the type of the policy's owner or the statement's name. */
const EVERY_RESOURCE: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'in the policy of a key, * is that key',
  RunningQueries: 'IAM knows no resource for a query that runs',
  AgentChannels: 'IAM knows no resource for the channels of the SSM agent',
  NewActivations:
    'IAM knows no resource for an activation that is made; it must carry the tag of the deployment',
  Activations: 'IAM knows no resource for an activation',
};

/** Functions that answer whoever asks, and why, by the end of their names. */
const OPEN_TO_EVERYBODY: Readonly<Record<string, string>> = {
  '-web': 'it serves public keys to verifiers, who may be anybody, and may read nothing else',
};

/** The function that a resource names by its logical id. */
function isMeantForAll(target: Json | undefined, all: readonly TemplateResource[]): boolean {
  const own = all.find(
    ({ type, id }) =>
      type === 'AWS::Lambda::Function' && JSON.stringify(target ?? null).includes(JSON.stringify(id)),
  );
  const name = String(own?.properties.FunctionName);
  return Object.keys(OPEN_TO_EVERYBODY).some((end) => name.endsWith(end));
}

/** What a template must say about the end of a thing that holds something. */
const REMOVAL = ['Retain', 'Delete'];

type Rule = (resource: TemplateResource, all: readonly TemplateResource[]) => readonly string[];

const found = (finding: string, isFound: boolean) => (isFound ? [finding] : []);

const keyed =
  (property: string): Rule =>
  ({ properties }) =>
    found(`${property} names no customer key`, !/Key/.test(JSON.stringify(properties[property] ?? '')));

const removal: Rule = ({ deletionPolicy }) =>
  found('what becomes of it is not chosen', !REMOVAL.includes(String(deletionPolicy)));

const sealed =
  (policyType: string, members: string): Rule =>
  ({ id }, all) => {
    const policies = all.filter(
      ({ type, properties }) =>
        type === policyType && JSON.stringify(properties[members]).includes(JSON.stringify(id)),
    );
    const statements = policies.flatMap(({ properties }) => statementsIn(properties));
    const refuses = statements.some(
      ({ Effect, Condition }) =>
        Effect === 'Deny' && JSON.stringify(Condition ?? {}).includes('"aws:SecureTransport":"false"'),
    );
    const lets = statements.some(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && JSON.stringify(Principal ?? {}).includes('cloudwatch.amazonaws.com'),
    );
    const isTopic = policyType === 'AWS::SNS::TopicPolicy';
    return [
      ...found('lets in what is not TLS', !refuses),
      ...found('lets no alarm publish', isTopic && !lets),
    ];
  };

const both =
  (...rules: readonly Rule[]): Rule =>
  (resource, all) =>
    rules.flatMap((rule) => rule(resource, all));

/** Whom a firewall lets in by this block. */
const isEverybody = (block: Json | undefined) => typeof block === 'string' && block.endsWith('/0');

const RULES: Readonly<Record<string, Rule>> = {
  'AWS::EC2::Instance': ({ properties }) => {
    const disks = JSON.stringify(properties.BlockDeviceMappings ?? []);
    return [
      ...found('a disk of it is not encrypted', !disks.includes('"Encrypted":true')),
      ...found('has a key pair', properties.KeyName !== undefined),
      ...found('has user data, whose change restarts it', properties.UserData !== undefined),
    ];
  },
  'AWS::EC2::LaunchTemplate': ({ properties }) => {
    const data = JSON.stringify(properties.LaunchTemplateData ?? {});
    return found(
      'its metadata answers whoever asks, or from afar',
      !data.includes('"HttpTokens":"required"') || !data.includes('"HttpPutResponseHopLimit":1'),
    );
  },
  'AWS::EC2::SecurityGroup': ({ properties }) =>
    found(
      'lets everybody in',
      listOf(properties.SecurityGroupIngress ?? []).some(
        (rule) => isJsonObject(rule) && (isEverybody(rule.CidrIp) || isEverybody(rule.CidrIpv6)),
      ),
    ),
  'AWS::Lightsail::Instance': ({ properties }) => {
    const networking = properties.Networking ?? null;
    const ports = isJsonObject(networking) ? listOf(networking.Ports ?? []) : [];
    return [
      ...found('keeps the ports that Lightsail opens by itself', ports.length === 0),
      ...found('lets everybody in', JSON.stringify(ports).includes('/0"')),
      ...found('has a key pair', properties.KeyPairName !== undefined),
    ];
  },
  'AWS::KMS::Key': removal,
  'AWS::DynamoDB::GlobalTable': both(removal, ({ properties }) =>
    found('no customer key', !JSON.stringify(properties.Replicas ?? []).includes('KMSMasterKeyId')),
  ),
  'AWS::SecretsManager::Secret': both(keyed('KmsKeyId'), removal),
  'AWS::SQS::Queue': both(keyed('KmsMasterKeyId'), removal, sealed('AWS::SQS::QueuePolicy', 'Queues')),
  'AWS::SNS::Topic': both(keyed('KmsMasterKeyId'), sealed('AWS::SNS::TopicPolicy', 'Topics')),
  'AWS::Logs::LogGroup': both(keyed('KmsKeyId'), removal, ({ properties }) =>
    found('kept for ever', properties.RetentionInDays === undefined),
  ),
  'AWS::Lambda::Function': keyed('KmsKeyArn'),
  'AWS::Scheduler::Schedule': keyed('KmsKeyArn'),
  'AWS::Lambda::Url': ({ properties }, all) =>
    found(
      'answers whoever asks',
      properties.AuthType !== 'AWS_IAM' && !isMeantForAll(properties.TargetFunctionArn, all),
    ),
  'AWS::Lambda::Permission': ({ properties }, all) => {
    const { Principal, SourceAccount, SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
    const isByUrl = FunctionUrlAuthType !== undefined || InvokedViaFunctionUrl === true;
    const isMeant = isByUrl && isMeantForAll(properties.FunctionName, all);
    return [
      ...found('lets everybody in', Principal === '*' && !isMeant),
      ...found(
        'lets a service of any account in',
        Principal !== '*' && SourceAccount === undefined && SourceArn === undefined,
      ),
    ];
  },
};

function ownFindings({ properties }: TemplateResource): readonly string[] {
  return found(
    'holds or makes a secret value',
    /SecretString|resolve:secretsmanager/.test(JSON.stringify(properties)),
  );
}

function statementFindings(statement: JsonObject, { type }: TemplateResource): readonly string[] {
  if (statement.Effect !== 'Allow') return [];
  const reasoned = type in EVERY_RESOURCE || String(statement.Sid) in EVERY_RESOURCE;
  return [
    ...found('allows on every resource', listOf(statement.Resource ?? []).includes('*') && !reasoned),
    ...found('lets everybody in', JSON.stringify(statement.Principal ?? null).includes('"*"')),
  ];
}

function statementsIn(value: Json): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isJsonObject(value)) return [];
  const own = value.Effect === 'Allow' || value.Effect === 'Deny' ? [value] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
