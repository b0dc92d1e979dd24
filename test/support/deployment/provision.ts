import { z } from 'zod';
import type { AwsCall } from '../aws/aws-service.ts';
import type { AwsServices } from '../aws/aws-services.ts';
import type { KmsKey } from '../aws/kms/kms-key.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { Identity, NewResource } from '../template/deploy-stacks.ts';
import { identityOf, type Place } from './identities.ts';

/**
 * Creates resources in the simulated services. What only has a name (a role, an alarm) is not created anywhere.
 *
 * @param options.endpoint of the simulator, for the addresses of queues
 */
export function provisioner(
  services: AwsServices,
  { endpoint, ...place }: Place & { endpoint: string },
): (resource: NewResource) => Promise<Identity> {
  const keys = new Map<string, KmsKey>();
  const keyOf = (id: string | undefined) => {
    if (id === undefined) return {};
    const key = keys.get(id) ?? [...keys.values()].find(({ arn }) => arn.endsWith(`:key/${id}`));
    if (!key) throw new NotUnderstood(`the key ${id} is not of this deployment`);
    return { key };
  };
  const deployer = (input: AwsCall['input']): AwsCall => ({
    action: 'cloudformation:Deploy',
    principal: 'cloudformation',
    via: undefined,
    input,
    now: Date.now(),
    onward: () => Promise.reject(new NotUnderstood('a deployment that writes a secret value')),
    ...place,
  });

  const create: Readonly<Record<string, (resource: NewResource) => Identity | Promise<Identity>>> = {
    'AWS::KMS::Key'() {
      const key = services.kms.addKey(place);
      keys.set(key.arn, key);
      return { ref: key.arn.split('/')[1] ?? '', attributes: { Arn: key.arn } };
    },
    async 'AWS::SecretsManager::Secret'(resource) {
      const { Name, Description, KmsKeyId, Tags } = read(SECRET, resource);
      const call = deployer({ Name, KmsKeyId, Tags, ...(Description !== undefined && { Description }) });
      const { ARN } = z
        .looseObject({ ARN: z.string() })
        .parse(await services.secretsManager.actions.CreateSecret.prepare(call).run());
      return { ref: ARN, attributes: { Id: ARN } };
    },
    'AWS::SecretsManager::RotationSchedule'(resource) {
      const { SecretId, RotationLambdaARN, RotationRules, RotateImmediatelyOnUpdate } = read(
        ROTATION,
        resource,
      );
      const rules = RotationRules === undefined ? {} : { RotationRules };
      const call = deployer({
        SecretId,
        RotationLambdaARN,
        RotateImmediately: RotateImmediatelyOnUpdate,
        ...rules,
      });
      services.secretsManager.actions.RotateSecret.prepare(call).run();
      return identityOf(resource, place);
    },
    'AWS::DynamoDB::GlobalTable'(resource) {
      const identity = identityOf(resource, place);
      const { GlobalSecondaryIndexes, Replicas } = read(TABLE, resource);
      const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: [partition, sort] }) => [
        IndexName,
        { partition: partition.AttributeName, sort: sort.AttributeName },
      ]);
      const [{ SSESpecification }] = Replicas;
      const key = keyOf(SSESpecification?.KMSMasterKeyId);
      services.dynamodb.addTable({ name: identity.ref, indexes: Object.fromEntries(indexes), ...key });
      return identity;
    },
    'AWS::SQS::Queue'(resource) {
      const { ref: name, attributes } = identityOf(resource, place);
      const { KmsMasterKeyId, VisibilityTimeout, RedrivePolicy } = read(QUEUE, resource);
      const dead = services.sqs.queues.get(RedrivePolicy?.deadLetterTargetArn.split(':').at(-1) ?? '');
      services.sqs.addQueue({
        name,
        visibilitySeconds: VisibilityTimeout,
        ...(RedrivePolicy &&
          dead && { redrive: { to: dead, maxReceiveCount: RedrivePolicy.maxReceiveCount } }),
        ...keyOf(KmsMasterKeyId),
      });
      const url = services.sqs.urlOf(name, { endpoint, account: place.account });
      return { ref: url, attributes: { ...attributes, QueueName: name, QueueUrl: url } };
    },
    'AWS::SNS::Topic'(resource) {
      const { TopicName, KmsMasterKeyId } = read(TOPIC, resource);
      const topic = services.sns.addTopic(TopicName, { ...place, ...keyOf(KmsMasterKeyId) });
      return { ref: topic.arn, attributes: { TopicArn: topic.arn, TopicName } };
    },
    'AWS::SNS::Subscription'(resource) {
      const { TopicArn, Protocol, Endpoint } = read(SUBSCRIPTION, resource);
      const topic = services.sns.topics.get(TopicArn);
      if (!topic) throw new NotUnderstood(`a subscription of the unknown topic ${TopicArn}`);
      services.sns.subscribe(topic, { protocol: Protocol, endpoint: Endpoint });
      return identityOf(resource, place);
    },
    'AWS::SSM::Parameter'(resource) {
      const { Name, Value, Type, Description } = read(PARAMETER, resource);
      const described = Description === undefined ? {} : { Description };
      services.ssm.actions.PutParameter.prepare(deployer({ Name, Value, Type, ...described })).run();
      return identityOf(resource, place);
    },
    'AWS::Logs::MetricFilter'(resource) {
      const { LogGroupName, FilterPattern, MetricTransformations } = read(FILTER, resource);
      const group = services.logs.groups.get(LogGroupName);
      if (!group) throw new NotUnderstood(`a filter of the unknown log group ${LogGroupName}`);
      const [{ MetricNamespace: namespace, MetricName: name, MetricValue: value }] = MetricTransformations;
      const metric = { namespace, name, value };
      group.filters.push({ name: resource.logicalId, pattern: FilterPattern, metric });
      return identityOf(resource, place);
    },
    'AWS::Logs::LogGroup'(resource) {
      const identity = identityOf(resource, place);
      services.logs.addGroup(identity.ref);
      return identity;
    },
  };
  return async (resource) => create[resource.type]?.(resource) ?? identityOf(resource, place);
}

function read<T>(schema: z.ZodType<T>, { type, logicalId, properties }: NewResource): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new NotUnderstood(`${type} ${logicalId}: ${problems.join('; ')}`);
}

const tags = z.array(z.unknown()).optional();

/** Created empty: a template that writes or generates a value is refused. */
const SECRET = z.strictObject({
  Name: z.string(),
  KmsKeyId: z.string(),
  Description: z.string().optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
});

const ROTATION = z.strictObject({
  SecretId: z.string(),
  RotationLambdaARN: z.string(),
  RotateImmediatelyOnUpdate: z.boolean().default(true),
  RotationRules: z
    .strictObject({ ScheduleExpression: z.string(), Duration: z.string().optional() })
    .optional(),
});

const keyAttribute = z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) });

/** What concerns billing, backup and protection changes no answer. */
const TABLE = z.strictObject({
  TableName: z.string(),
  AttributeDefinitions: z.unknown(),
  KeySchema: z.unknown(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  SSESpecification: z.strictObject({ SSEEnabled: z.literal(true), SSEType: z.literal('KMS') }).optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: z.tuple([keyAttribute, keyAttribute]),
        Projection: z.strictObject({ ProjectionType: z.literal('KEYS_ONLY') }),
      }),
    )
    .default([]),
  Replicas: z.tuple([
    z.looseObject({ SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional() }),
  ]),
});

const QUEUE = z.strictObject({
  QueueName: z.string().optional(),
  KmsMasterKeyId: z.string().optional(),
  KmsDataKeyReusePeriodSeconds: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  VisibilityTimeout: z.number().default(30),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  RedriveAllowPolicy: z.unknown().optional(),
  Tags: tags,
});

const TOPIC = z.strictObject({
  TopicName: z.string(),
  DisplayName: z.string().optional(),
  KmsMasterKeyId: z.string().optional(),
  SignatureVersion: z.string().optional(),
  Tags: tags,
});

const FILTER = z.strictObject({
  LogGroupName: z.string(),
  FilterPattern: z.string(),
  MetricTransformations: z.tuple([
    z.looseObject({ MetricNamespace: z.string(), MetricName: z.string(), MetricValue: z.string() }),
  ]),
});

const SUBSCRIPTION = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.enum(['email', 'http', 'https', 'sqs', 'lambda']),
  Endpoint: z.string(),
});

const PARAMETER = z.strictObject({
  Name: z.string(),
  Value: z.string(),
  Type: z.literal('String'),
  Description: z.string().optional(),
  /** A value of more than 4 KB would move to the other tier; the simulator refuses it. */
  Tier: z.enum(['Standard', 'Intelligent-Tiering']).optional(),
  Tags: z.unknown().optional(),
});
