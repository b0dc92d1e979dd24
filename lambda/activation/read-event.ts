import { isMapping } from '../../core/config/raw-tree.ts';
import { Fault } from '../../core/fault.ts';
import { urlKind } from '../../core/issuer/secure-url.ts';
import { SecretText } from '../../core/secret-text.ts';

/** A request of CloudFormation for our custom resource. Its properties are not read yet. */
export interface ResourceRequest {
  readonly kind: 'create' | 'update' | 'delete';
  /** Where the answer goes. */
  readonly address: SecretText;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  /** undefined when it is created. */
  readonly physicalId: string | undefined;
  readonly properties: unknown;
  /** Those before an update. */
  readonly oldProperties: unknown;
}

/**
 * @throws Fault `EventUnknown` for what cannot be answered: it is no such request, or lacks what every answer needs
 * @see AWS CloudFormation User Guide, "Custom resource request objects"
 */
export function readEvent(event: unknown): ResourceRequest {
  const fields = isMapping(event) ? event : {};
  const kind = KINDS.get(fields.RequestType);
  const { ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId } = fields;
  if (kind && isAddress(ResponseURL) && isText(StackId) && isText(LogicalResourceId) && isId(RequestId))
    return {
      kind,
      address: new SecretText(ResponseURL),
      stackId: StackId,
      requestId: RequestId,
      logicalId: LogicalResourceId,
      physicalId: isText(PhysicalResourceId) ? PhysicalResourceId : undefined,
      properties: fields.ResourceProperties,
      oldProperties: fields.OldResourceProperties,
    };
  throw new Fault({
    code: 'EventUnknown',
    message: 'activation was called with an event that is no request of CloudFormation for a custom resource',
    remedy: 'let CloudFormation call it: declare a Lightsail host, then npx cdk deploy --all',
  });
}

const KINDS: ReadonlyMap<unknown, ResourceRequest['kind']> = new Map([
  ['Create', 'create'],
  ['Update', 'update'],
  ['Delete', 'delete'],
]);

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** It stands in descriptions of activations. */
function isId(value: unknown): value is string {
  return isText(value) && /^[\w-]{1,100}$/.test(value);
}

/** An activation code goes there: encrypted, or not off this machine. */
function isAddress(value: unknown): value is string {
  return isText(value) && urlKind(value) === 'secure';
}
