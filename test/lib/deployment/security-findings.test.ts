import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/json.ts';
import {
  HOSTED,
  resourcesIn,
  standInBundles,
  synthesizedDeployment,
  type TemplateResource,
} from '../../support/synthesized-deployment.ts';
import { securityFindings } from '../../support/template/security-findings.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const { templates } = synthesizedDeployment(HOSTED, { code: standInBundles(folder()) });
const resources = resourcesIn(templates);

/** The first resource of a type, changed; the others as they are. */
function mutated(type: string, change: (resource: TemplateResource) => TemplateResource) {
  const at = resources.findIndex((resource) => resource.type === type);
  expect(at).toBeGreaterThanOrEqual(0);
  return resources.map((resource, index) => (index === at ? change(resource) : resource));
}

const withProperty = (name: string, value: Json) => (resource: TemplateResource) => ({
  ...resource,
  properties: { ...resource.properties, [name]: value },
});
const without = (name: string) => (resource: TemplateResource) => {
  const { [name]: _, ...properties } = resource.properties;
  return { ...resource, properties };
};
const policyOf = (...statements: readonly Json[]) =>
  withProperty('PolicyDocument', { Version: '2012-10-17', Statement: statements });

describe('the security of the templates', () => {
  it('has no finding', () => {
    expect(securityFindings(resources)).toEqual([]);
  });

  it('finds the open address of a function that is not the one that serves public keys', () => {
    const renamed = resources.map((resource) =>
      resource.properties.FunctionName === 'evergrant-jada-web'
        ? withProperty('FunctionName', 'evergrant-jada-other')(resource)
        : resource,
    );
    expect(
      securityFindings(renamed)
        .map((each) => each.split(': ')[1])
        .sort(),
    ).toEqual(['answers whoever asks', 'lets everybody in', 'lets everybody in']);
  });

  it.each<[string, string, (resource: TemplateResource) => TemplateResource, string]>([
    ['a value in a secret', 'AWS::SecretsManager::Secret', withProperty('SecretString', 'x'), 'secret value'],
    [
      'a generated value',
      'AWS::SecretsManager::Secret',
      withProperty('GenerateSecretString', {}),
      'secret value',
    ],
    [
      'a secret under the key of AWS',
      'AWS::SecretsManager::Secret',
      without('KmsKeyId'),
      'KmsKeyId names no',
    ],
    ['a queue under the key of AWS', 'AWS::SQS::Queue', without('KmsMasterKeyId'), 'names no customer key'],
    ['a topic under no key', 'AWS::SNS::Topic', without('KmsMasterKeyId'), 'names no customer key'],
    ['a log under no key', 'AWS::Logs::LogGroup', without('KmsKeyId'), 'names no customer key'],
    ['a log that is kept for ever', 'AWS::Logs::LogGroup', without('RetentionInDays'), 'kept for ever'],
    ['an environment under no key', 'AWS::Lambda::Function', without('KmsKeyArn'), 'names no customer key'],
    ['a schedule under no key', 'AWS::Scheduler::Schedule', without('KmsKeyArn'), 'names no customer key'],
    ['a table under no key', 'AWS::DynamoDB::GlobalTable', without('Replicas'), 'no customer key'],
    ['a queue without TLS', 'AWS::SQS::QueuePolicy', policyOf(), 'lets in what is not TLS'],
    ['a topic without TLS', 'AWS::SNS::TopicPolicy', policyOf(), 'lets in what is not TLS'],
    ['a topic without alarms', 'AWS::SNS::TopicPolicy', policyOf(), 'lets no alarm publish'],
    ['an open URL', 'AWS::Lambda::Url', withProperty('AuthType', 'NONE'), 'answers whoever asks'],
    ['an open function', 'AWS::Lambda::Permission', withProperty('Principal', '*'), 'lets everybody in'],
    [
      'an open topic',
      'AWS::SNS::TopicPolicy',
      policyOf({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: 'x' }),
      'lets everybody in',
    ],
    [
      'a role for everything',
      'AWS::IAM::Policy',
      policyOf({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
      'allows on every resource',
    ],
    [
      'a disk that anybody reads',
      'AWS::EC2::Instance',
      withProperty('BlockDeviceMappings', [{ Ebs: { Encrypted: false } }]),
      'a disk of it is not encrypted',
    ],
    ['a key pair of EC2', 'AWS::EC2::Instance', withProperty('KeyName', 'ops'), 'has a key pair'],
    [
      'user data that restarts a host',
      'AWS::EC2::Instance',
      withProperty('UserData', 'IyEvYmluL3No'),
      'whose change restarts it',
    ],
    [
      'metadata of version 1',
      'AWS::EC2::LaunchTemplate',
      withProperty('LaunchTemplateData', { MetadataOptions: { HttpPutResponseHopLimit: 1 } }),
      'its metadata answers whoever asks',
    ],
    [
      'metadata that containers reach',
      'AWS::EC2::LaunchTemplate',
      withProperty('LaunchTemplateData', {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      }),
      'or from afar',
    ],
    [
      'an open port of EC2',
      'AWS::EC2::SecurityGroup',
      withProperty('SecurityGroupIngress', [{ CidrIp: '0.0.0.0/0', FromPort: 22, ToPort: 22 }]),
      'lets everybody in',
    ],
    [
      'the ports that Lightsail opens',
      'AWS::Lightsail::Instance',
      withProperty('Networking', { Ports: [] }),
      'keeps the ports that Lightsail opens by itself',
    ],
    [
      'an open port of Lightsail',
      'AWS::Lightsail::Instance',
      withProperty('Networking', { Ports: [{ FromPort: 22, Cidrs: ['0.0.0.0/0'] }] }),
      'lets everybody in',
    ],
    ['a key pair of Lightsail', 'AWS::Lightsail::Instance', withProperty('KeyPairName', 'ops'), 'a key pair'],
    [
      'a table whose end is not chosen',
      'AWS::DynamoDB::GlobalTable',
      (table) => ({ ...table, deletionPolicy: undefined }),
      'what becomes of it is not chosen',
    ],
  ])('finds %s', (_, type, change, finding) => {
    expect(securityFindings(mutated(type, change)).join('\n')).toContain(finding);
  });
});
