import type { Json } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { Identity, NewResource } from '../template/deploy-stacks.ts';

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What `Ref` and `Fn::GetAtt` give for a resource whose names are in its properties. @throws NotUnderstood for an unknown type */
export function identityOf(resource: NewResource, place: Place): Identity {
  const identify = IDENTITIES[resource.type];
  if (!identify) throw new NotUnderstood(`the resource type ${resource.type}`);
  return identify(resource, place);
}

type Identify = (resource: NewResource, place: Place) => Identity;

/** `Ref` gives the name that this property holds, `Arn` an ARN of this form. */
function named(property: string, arnOf: (name: string, place: Place) => string): Identify {
  return (resource, place) => {
    const ref = textOf(resource.properties[property]) ?? `${resource.stack}-${resource.logicalId}`;
    return { ref, attributes: { Arn: arnOf(ref, place) } };
  };
}

const inRegion =
  (service: string, path: string) =>
  (name: string, { account, region }: Place): string =>
    `arn:aws:${service}:${region}:${account}:${path}${name}`;

const inAccount =
  (service: string, path: string) =>
  (name: string, { account }: Place): string =>
    `arn:aws:${service}::${account}:${path}${name}`;

/** Things that nothing refers to. */
const anonymous: Identify = ({ stack, logicalId }) => ({ ref: `${stack}-${logicalId}`, attributes: {} });

/** `Ref` gives the ARN. */
const refIsArn =
  (identify: Identify): Identify =>
  (resource, place) => {
    const { ref, attributes } = identify(resource, place);
    return { ref: attributes.Arn ?? ref, attributes };
  };

const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::CDK::Metadata': anonymous,
  'AWS::Chatbot::SlackChannelConfiguration': refIsArn(
    named('ConfigurationName', inAccount('chatbot', 'chat-configuration/slack-channel/')),
  ),
  'AWS::CloudWatch::Alarm': named('AlarmName', inRegion('cloudwatch', 'alarm:')),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', inRegion('cloudwatch', 'alarm:')),
  'AWS::CloudWatch::Dashboard': anonymous,
  'AWS::CloudWatch::LogAlarm': named('AlarmName', inRegion('cloudwatch', 'alarm:')),
  'AWS::DynamoDB::GlobalTable': named('TableName', inRegion('dynamodb', 'table/')),
  'AWS::EC2::Instance': anonymous,
  'AWS::EC2::InternetGateway': anonymous,
  'AWS::EC2::LaunchTemplate': ({ stack, logicalId }) => ({
    ref: `${stack}-${logicalId}`,
    attributes: { DefaultVersionNumber: '1' },
  }),
  'AWS::EC2::Route': anonymous,
  'AWS::EC2::RouteTable': anonymous,
  'AWS::EC2::SecurityGroup': ({ stack, logicalId }) => ({
    ref: `${stack}-${logicalId}`,
    attributes: { GroupId: `${stack}-${logicalId}` },
  }),
  'AWS::EC2::Subnet': anonymous,
  'AWS::EC2::SubnetRouteTableAssociation': anonymous,
  'AWS::EC2::VPC': anonymous,
  'AWS::EC2::VPCGatewayAttachment': anonymous,
  'AWS::IAM::InstanceProfile': named('InstanceProfileName', inAccount('iam', 'instance-profile/')),
  'AWS::IAM::ManagedPolicy': refIsArn(named('ManagedPolicyName', inAccount('iam', 'policy/'))),
  'AWS::IAM::Policy': anonymous,
  'AWS::IAM::Role': named('RoleName', inAccount('iam', 'role/')),
  'AWS::KMS::Alias': anonymous,
  'AWS::Lambda::EventInvokeConfig': anonymous,
  'AWS::Lambda::EventSourceMapping': anonymous,
  'AWS::Lambda::Function': named('FunctionName', inRegion('lambda', 'function:')),
  'AWS::Lambda::Permission': anonymous,
  'AWS::Lambda::Url': (resource, { region }) => ({
    ref: textOf(resource.properties.TargetFunctionArn) ?? '',
    attributes: { FunctionUrl: `https://${resource.logicalId.toLowerCase()}.lambda-url.${region}.on.aws/` },
  }),
  'AWS::Lightsail::Instance': named('InstanceName', inRegion('lightsail', 'Instance/')),
  'AWS::Logs::LogGroup': named(
    'LogGroupName',
    (name, place) => `${inRegion('logs', 'log-group:')(name, place)}:*`,
  ),
  'AWS::Logs::MetricFilter': anonymous,
  'AWS::Logs::QueryDefinition': anonymous,
  'AWS::SNS::Subscription': anonymous,
  'AWS::SNS::Topic': refIsArn(named('TopicName', inRegion('sns', ''))),
  'AWS::SNS::TopicPolicy': anonymous,
  'AWS::SQS::Queue': named('QueueName', inRegion('sqs', '')),
  'AWS::SQS::QueuePolicy': anonymous,
  'AWS::SSM::Association': anonymous,
  'AWS::SSM::Document': named('Name', inRegion('ssm', 'document/')),
  'AWS::SSM::Parameter': named('Name', (name, place) => inRegion('ssm', 'parameter')(name, place)),
  'AWS::Scheduler::Schedule': named('Name', (name, place) =>
    inRegion('scheduler', 'schedule/default/')(name, place),
  ),
  'AWS::Scheduler::ScheduleGroup': named('Name', inRegion('scheduler', 'schedule-group/')),
  'AWS::SecretsManager::ResourcePolicy': anonymous,
  'AWS::SecretsManager::RotationSchedule': anonymous,
  'Custom::EvergrantActivation': ({ stack, logicalId }) => ({
    ref: `${stack}-${logicalId}`,
    attributes: { ActivationId: `${stack}-${logicalId}`, ActivationCode: 'code-of-the-activation' },
  }),
};

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
