import { describe, expect, it } from '@jest/globals';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { EvergrantKey } from '../../../lib/evergrant-key/evergrant-key.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

describe('the customer key', () => {
  it('turns every year, stays when its stack goes and has an alias', () => {
    const stack = oneStack(PLACE);
    new EvergrantKey(stack, 'Key', { deployment: 'jada' });
    const template = templateOf(stack);
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/evergrant-jada' });
  });

  it('goes with its stack where that is asked for', () => {
    const stack = oneStack();
    new EvergrantKey(stack, 'Key', { deployment: 'jada', removalPolicy: RemovalPolicy.DESTROY });
    templateOf(stack).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });

  it('serves alarms and log groups of this account and nobody else', () => {
    const stack = oneStack(PLACE);
    new EvergrantKey(stack, 'Key', { deployment: 'jada' });
    templateOf(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: [
          Match.objectLike({ Action: 'kms:*' }),
          {
            Sid: 'AlarmsPublishToEncryptedTopics',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          },
          Match.objectLike({
            Sid: 'LogGroupsOfThisDeployment',
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:logs:arn': Match.objectLike({
                  'Fn::Join': [
                    '',
                    Match.arrayWith([':logs:us-east-1:123456789012:log-group:/evergrant/jada/*']),
                  ],
                }),
              },
            },
          }),
        ],
      },
    });
  });

  it.each(['a b', 'jada.ops', '', '-jada', 'x'.repeat(41)])('refuses the deployment %j', (deployment) => {
    const stack = oneStack();
    expect(() => new EvergrantKey(stack, 'Key', { deployment })).toThrow(
      `deployment: ${JSON.stringify(deployment)} cannot stand in names of AWS; expected letters, digits, "-" and "_", at most 40 (at Test)`,
    );
  });

  it('takes a name that is not resolved yet', () => {
    const stack = oneStack();
    new EvergrantKey(stack, 'Key', { deployment: Aws.STACK_NAME });
    templateOf(stack).resourceCountIs('AWS::KMS::Key', 1);
  });
});
