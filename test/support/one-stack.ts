import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** A stack of its own app, without the slow validation. */
export function oneStack(props?: StackProps): Stack {
  return new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', props);
}

export function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

/** Where a stack is that knows its place. */
export const PLACE = { env: { account: '123456789012', region: 'us-east-1' } };
