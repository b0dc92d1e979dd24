import type { JsonObject } from './json.ts';

/** What CloudFormation writes into a request of `Custom::EvergrantActivation`. */
export interface RequestPlan {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly request: string;
  /** Where it waits for the answer. */
  readonly url: string;
  readonly physicalId?: string;
  readonly properties?: JsonObject;
  readonly oldProperties?: JsonObject;
}

/** Properties as the construct writes them; numbers are texts by the time they come. */
export function activationProperties(more: JsonObject = {}): JsonObject {
  return {
    ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:evergrant-jada-activation',
    ServiceTimeout: '300',
    Deployment: 'jada',
    Host: 'ops',
    RoleName: 'evergrant-jada-host-ops',
    ExpiresInHours: '24',
    Replacement: 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023',
    ...more,
  };
}

/** The event that the function gets. */
export function resourceRequest(plan: RequestPlan): JsonObject {
  const { type, request, url, physicalId, properties = activationProperties(), oldProperties } = plan;
  return {
    RequestType: type,
    ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:evergrant-jada-activation',
    ResponseURL: url,
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/EvergrantHosts/6b0f',
    RequestId: request,
    LogicalResourceId: 'opsActivation5E1B',
    ResourceType: 'Custom::EvergrantActivation',
    ResourceProperties: properties,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ...(oldProperties && { OldResourceProperties: oldProperties }),
  };
}
