import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { tableName } from '../../core/wire.ts';
import { grantKeyVia } from '../use-key.ts';

/** What a host does with the one item that says how it is. */
const REPORT = ['dynamodb:GetItem', 'dynamodb:PutItem'];

export interface HostPartition {
  readonly deployment: string;
  /** Name of the host. */
  readonly host: string;
  /** The customer key. */
  readonly key: IKey;
}

/** Lets a host read and write its own report in the ledger table, and no other item of it. */
export function grantHostPartition(
  scope: Construct,
  grantee: IGrantable,
  { deployment, host, key }: HostPartition,
): Grant {
  grantKeyVia(scope, grantee, { key, service: 'dynamodb', actions: ['kms:Decrypt'] });
  const resource = Stack.of(scope).formatArn({
    service: 'dynamodb',
    resource: 'table',
    resourceName: tableName(deployment),
  });
  return Grant.addToPrincipal({
    grantee,
    actions: [...REPORT],
    resourceArns: [resource],
    conditions: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [`host#${host}`] },
      // "For all" is true of none: a request without a key is refused by this.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });
}
