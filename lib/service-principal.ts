import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * A service of AWS that works for this account. Without the condition somebody else's account could have the service
 * use what is ours (the confused deputy).
 *
 * @param service `cloudwatch.amazonaws.com`
 */
export function serviceOfThisAccount(scope: IConstruct, service: string): ServicePrincipal {
  return new ServicePrincipal(service, {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}
