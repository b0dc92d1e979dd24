import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../json.ts';
import { deployStacks } from './deploy-stacks.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };

const deploy = (...templates: readonly JsonObject[]) =>
  deployStacks({
    ...PLACE,
    stacks: templates.map((template, index) => ({ name: index === 0 ? 'Main' : `Other${index}`, template })),
    create: ({ logicalId }) => ({ ref: `${logicalId}-ref`, attributes: { Arn: `arn:${logicalId}` } }),
  });

/** The value of one property after a deployment of two things. */
async function resolvedValue(value: Json, more: JsonObject = {}): Promise<Json | undefined> {
  const [, thing] = await deploy({
    Resources: { Other: { Type: 'Test::Other' }, Thing: { Type: 'Test::Thing', Properties: { value } } },
    ...more,
  });
  return thing?.properties.value;
}

const CONDITIONS = {
  Parameters: { Stage: { Type: 'String', Default: 'test' } },
  Conditions: {
    Live: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] },
    Test: { 'Fn::Not': [{ Condition: 'Live' }] },
    Either: { 'Fn::Or': [{ Condition: 'Live' }, { Condition: 'Test' }] },
    Both: { 'Fn::And': [{ Condition: 'Live' }, { Condition: 'Test' }] },
  },
};

describe('the deployment of templates', () => {
  it.each<[Json, Json | undefined]>([
    [{ Ref: 'Other' }, 'Other-ref'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:Other'],
    [{ 'Fn::GetAtt': 'Other.Arn' }, 'arn:Other'],
    [{ 'Fn::Join': [':', ['a', { Ref: 'AWS::AccountId' }]] }, 'a:123456789012'],
    [{ 'Fn::Join': [',', { 'Fn::Split': ['-', 'a-b'] }] }, 'a,b'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [
      { 'Fn::Sub': `x \${AWS::Partition} \${Other} \${Other.Arn} \${!kept}` },
      `x aws Other-ref arn:Other \${kept}`,
    ],
    [{ 'Fn::Sub': [`\${own}-\${Other}`, { own: { Ref: 'AWS::Region' } }] }, 'us-east-1-Other-ref'],
    [{ 'Fn::Base64': { 'Fn::Join': ['', ['a', 'b']] } }, 'YWI='],
    [{ 'Fn::If': ['Live', 'yes', { Ref: 'Stage' }] }, 'test'],
    [{ 'Fn::If': ['Either', { 'Fn::If': ['Both', 1, 2] }, 3] }, 2],
    [[1, { Ref: 'AWS::NoValue' }], [1]],
    [{ kept: 1, dropped: { 'Fn::If': ['Live', 1, { Ref: 'AWS::NoValue' }] } }, { kept: 1 }],
    [
      { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } },
      { Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } },
    ],
  ])('resolves %j', async (value, expected) => {
    expect(await resolvedValue(value, CONDITIONS)).toEqual(expected);
  });

  it('creates in the order of references and of DependsOn', async () => {
    const resources = await deploy({
      Resources: {
        Last: { Type: 'T', Properties: { first: { 'Fn::GetAtt': ['First', 'Arn'] } }, DependsOn: 'Middle' },
        Middle: { Type: 'T', Properties: { text: { 'Fn::Sub': `\${First}` } } },
        First: { Type: 'T' },
      },
    });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['First', 'Middle', 'Last']);
  });

  it('leaves out what its condition forbids', async () => {
    const Resources = {
      A: { Type: 'T', Condition: 'Live' },
      B: { Type: 'T', Condition: 'Test', DependsOn: ['A'] },
    };
    const resources = await deploy({ ...CONDITIONS, Resources });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['B']);
  });

  it('refers to another stack by export and by output', async () => {
    const maker = {
      Resources: { Key: { Type: 'T' } },
      Outputs: {
        KeyArn: {
          Value: { 'Fn::GetAtt': ['Key', 'Arn'] },
          Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:Key` } },
        },
      },
    };
    const user = {
      Resources: {
        Imports: { Type: 'T', Properties: { key: { 'Fn::ImportValue': 'Other1:Key' } } },
        Reads: {
          Type: 'T',
          Properties: { key: { 'Fn::GetStackOutput': { StackName: 'Other1', OutputName: 'KeyArn' } } },
        },
      },
    };
    const resources = await deploy(user, maker);
    expect(resources.map(({ stack, properties }) => [stack, properties.key])).toEqual([
      ['Other1', undefined],
      ['Main', 'arn:Key'],
      ['Main', 'arn:Key'],
    ]);
  });

  it.each<[string, Json, RegExp]>([
    ['an intrinsic function', { 'Fn::Transform': { Name: 'x' } }, /Fn::Transform/],
    ['a name', { Ref: 'Nobody' }, /Nobody does not exist/],
    ['an attribute', { 'Fn::GetAtt': ['Other', 'Size'] }, /the attribute Size of Test::Other/],
    ['an export', { 'Fn::ImportValue': 'nothing' }, /nothing exports nothing/],
    ['a stack', { 'Fn::GetStackOutput': { StackName: 'Gone', OutputName: 'x' } }, /Gone is not deployed/],
    [
      'a stack of another region',
      { 'Fn::GetStackOutput': { StackName: 'Main', OutputName: 'x', Region: 'eu-west-1' } },
      /with Region/,
    ],
    ['itself', { Ref: 'Thing' }, /a circle of references through Main\/Thing/],
  ])('refuses a reference to %s that it does not know', async (_, value, message) => {
    await expect(resolvedValue(value)).rejects.toThrow(message);
  });

  it('refuses a section and a member that it does not know', async () => {
    await expect(deploy({ Resources: {}, Transform: 'AWS::Serverless' })).rejects.toThrow(/Transform/);
    await expect(deploy({ Resources: { A: { Type: 'T', CreationPolicy: {} } } })).rejects.toThrow(
      /CreationPolicy/,
    );
  });
});
