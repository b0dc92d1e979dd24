import { Stack } from 'aws-cdk-lib';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { serviceOfThisAccount } from '../service-principal.ts';

/**
 * Systems Manager, which hands the role of a hybrid activation to the machine that registered with it: for machines of
 * this account and Region alone.
 */
export function hybridPrincipal(scope: IConstruct): IPrincipal {
  const { partition, region, account } = Stack.of(scope);
  return serviceOfThisAccount(scope, 'ssm.amazonaws.com').withConditions({
    ArnLike: { 'aws:SourceArn': `arn:${partition}:ssm:${region}:${account}:*` },
  });
}
