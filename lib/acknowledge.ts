import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isMapping } from '../core/config/raw-tree.ts';

/**
 * Says why something that a check finds is meant, at the construct that it is found at. Each acknowledges one finding.
 *
 * @param finding as cdk-nag names it: `SQS3`
 */
export function acknowledge(at: IConstruct, finding: string, reason: string): void {
  Validations.of(at).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** Says why a policy names resources by an asterisk. Resources without one need no reason. */
export function acknowledgeWildcards(
  at: IConstruct,
  { resources, reason }: { resources: readonly string[]; reason: string },
): void {
  for (const resource of resources) {
    const name = flat(Stack.of(at).resolve(resource));
    if (name.includes('*')) acknowledge(at, `IAM5[Resource::${name}]`, reason);
  }
}

/** A resource as cdk-nag writes it: `arn:aws:sqs:<AWS::Region>:<AWS::AccountId>:evergrant-*`. */
function flat(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  if (!isMapping(resolved)) return '';
  const { Ref: reference, 'Fn::Join': join, 'Fn::GetAtt': attribute } = resolved;
  if (typeof reference === 'string') return `<${reference}>`;
  if (Array.isArray(attribute)) return `<${attribute.map(flat).join('.')}>`;
  const [delimiter, parts] = Array.isArray(join) ? join : [];
  return Array.isArray(parts) ? parts.map(flat).join(String(delimiter)) : '';
}
