import { describe, expect, it } from '@jest/globals';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function withLedger(removalPolicy?: RemovalPolicy) {
  const stack = oneStack(PLACE);
  const key = new Key(stack, 'Key');
  const ledger = new Ledger(stack, 'Ledger', {
    deployment: 'jada',
    key,
    ...(removalPolicy && { removalPolicy }),
  });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  return { stack, ledger, role };
}

const actionsOf = (sid: object) => ({
  PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(sid)]) },
});

describe('the ledger', () => {
  it('is one table on demand, with an index of what is due, recoverable, and kept', () => {
    const template = templateOf(withLedger().stack);
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        TableName: 'evergrant-jada',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'due',
            KeySchema: [
              { AttributeName: 'due', KeyType: 'HASH' },
              { AttributeName: 'refreshAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it('goes with its stack, unprotected, where that is asked for', () => {
    templateOf(withLedger(RemovalPolicy.DESTROY).stack).hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
    });
  });

  it('lets a reader read, over DynamoDB alone', () => {
    const { stack, ledger, role } = withLedger();
    ledger.grantRead(role);
    const template = templateOf(stack);
    template.hasResourceProperties(
      'AWS::IAM::Policy',
      actionsOf({ Action: ['dynamodb:GetItem', 'dynamodb:Scan'] }),
    );
    template.hasResourceProperties(
      'AWS::IAM::Policy',
      actionsOf({
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
      }),
    );
  });

  it('lets a keeper write, and neither scan nor change the table', () => {
    const { stack, ledger, role } = withLedger();
    ledger.grantKeep(role);
    const text = JSON.stringify(templateOf(stack).findResources('AWS::IAM::Policy'));
    expect(text).toContain('dynamodb:PutItem');
    expect(text).not.toMatch(/dynamodb:(Query|Scan|\*|UpdateTable|DeleteTable|BatchWriteItem)/);
  });

  it('lets whoever tells people write incidents and no grant', () => {
    const { stack, ledger, role } = withLedger();
    ledger.grantKeepIncidents(role);
    templateOf(stack).hasResourceProperties(
      'AWS::IAM::Policy',
      actionsOf({
        Action: 'dynamodb:PutItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['incident#*'] } },
      }),
    );
  });

  it('refuses a stack without a Region', () => {
    const stack = oneStack();
    expect(() => new Ledger(stack, 'Ledger', { deployment: 'jada', key: new Key(stack, 'Key') })).toThrow(
      'env.region: the stack names no Region',
    );
  });
});
