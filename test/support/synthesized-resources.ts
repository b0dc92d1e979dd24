import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { identityOf } from './deployment/identities.ts';
import { type Json, parseJson } from './json.ts';
import { type DeployedResource, deployStacks } from './template/deploy-stacks.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };

/** The template of a stack that holds what this makes. Validation is left to the tests of whole apps. */
export function synthesized(name: string, make: (stack: Stack) => void): Json {
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new Stack(app, name, { env: PLACE });
  make(stack);
  return parseJson(JSON.stringify(Template.fromStack(stack).toJSON())) ?? null;
}

/** The resources of a template with all references resolved; none of them is created anywhere. */
export function resourcesOf(name: string, template: Json): Promise<readonly DeployedResource[]> {
  return deployStacks({
    ...PLACE,
    stacks: [{ name, template }],
    create: (resource) =>
      resource.type === 'AWS::KMS::Key'
        ? {
            ref: resource.logicalId,
            attributes: { Arn: `arn:aws:kms:us-east-1:123456789012:key/${resource.logicalId}` },
          }
        : identityOf(resource, PLACE),
  });
}
