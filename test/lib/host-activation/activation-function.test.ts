import { describe, expect, it } from '@jest/globals';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ActivationFunction, ANSWERED_WITHIN } from '../../../lib/host-activation/activation-function.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function made() {
  const stack = oneStack(PLACE);
  const code = standInBundles(folder());
  new ActivationFunction(stack, 'Activation', { deployment: 'jada', key: new Key(stack, 'Key'), code });
  return templateOf(stack);
}

describe('the function that makes activations', () => {
  it('is called by the name that hosts know, and once more if it dies, while a stack waits', () => {
    const template = made();
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'evergrant-jada-activation' });
    const again = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 300 };
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', again);
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 120 });
    expect(ANSWERED_WITHIN.toSeconds()).toBe(300 + 120);
  });

  it('passes roles of hosts of its deployment to Systems Manager alone', () => {
    const text = JSON.stringify(made().findResources('AWS::IAM::Policy'));
    expect(text).toContain(':role/evergrant-jada-host-*');
    expect(text).toContain('"iam:PassedToService":"ssm.amazonaws.com"');
    expect(text).not.toMatch(/secretsmanager:|dynamodb:|sqs:/);
  });
});
