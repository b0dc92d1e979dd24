import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { hostRoleName } from '../../../core/wire.ts';
import { jadaOps } from '../../../examples/jada-ops/jada-ops.ts';
import { templateAuthoriser } from '../../support/deployment/template-authoriser.ts';
import { parseJson } from '../../support/json.ts';
import { cdkContext, standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/${hostRoleName('jada-ops', 'jada-ops')}`;

function deployed() {
  const app = new App({ context: cdkContext(), builtinCloudFormationValidation: false });
  return jadaOps(app, { distribution: 'E1EXAMPLE', code: standInBundles(folder()) });
}

async function rights() {
  const deployment = deployed();
  const stacks = deployment.node.children.filter((child) => child instanceof Stack);
  return await templateAuthoriser(
    stacks.map((stack) => ({
      name: stack.stackName,
      template: parseJson(JSON.stringify(Template.fromStack(stack).toJSON())) ?? null,
    })),
  );
}

const table = (name: string, region: string) => `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`;
const distribution = (id: string) => `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}`;

describe('examples/jada-ops on AWS', () => {
  it.each([
    ['dynamodb:PutItem', table('crew-dispatch', 'us-east-1')],
    ['dynamodb:Query', table('crew-dispatch', 'us-west-2')],
    ['dynamodb:PutItem', table('charter-chats', 'us-west-2')],
    ['s3:GetObject', 'arn:aws:s3:::shipcaptaincrew-data/manifest.json'],
    ['s3:PutObject', 'arn:aws:s3:::shipcaptaincrew-data/manifest.json'],
    ['cloudfront:CreateInvalidation', distribution('E1EXAMPLE')],
  ])('lets its scripts do %s on %s', async (action, resource) => {
    const { decide } = await rights();
    expect(decide(ROLE, { action, resource, context: {} }).kind).toBe('allowed');
  });

  it.each([
    ['dynamodb:PutItem', table('crew-dispatch', 'eu-west-1')],
    ['dynamodb:DeleteTable', table('crew-dispatch', 'us-east-1')],
    ['dynamodb:Scan', table('evergrant-jada-ops', 'us-east-1')],
    ['s3:GetObject', 'arn:aws:s3:::another-bucket/manifest.json'],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::shipcaptaincrew-data'],
    ['cloudfront:CreateInvalidation', distribution('E2OTHER')],
    ['cloudfront:DeleteDistribution', distribution('E1EXAMPLE')],
  ])('does not let them do %s on %s', async (action, resource) => {
    const { decide } = await rights();
    expect(decide(ROLE, { action, resource, context: {} }).kind).toBe('denied');
  });

  it('keeps the token where the scripts look, and no key of AWS', () => {
    const deployment = deployed();
    const host = deployment.host('jada-ops');
    expect(host.host.sinks).toMatchObject([
      { file: '/home/ec2-user/.secrets/google_token.json', owner: 'ec2-user' },
    ]);
    Template.fromStack(Stack.of(host.role)).resourceCountIs('AWS::IAM::AccessKey', 0);
  });
});
