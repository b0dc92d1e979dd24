import { Aws, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

export interface UseKeyVia {
  readonly key: IKey;
  /** The service that asks the key for its caller: `sqs`. */
  readonly service: 'dynamodb' | 'sns' | 'sqs';
  readonly actions: readonly string[];
}

/**
 * Lets somebody use the customer key through one service and not by itself: whoever may take messages from an encrypted
 * queue cannot open a secret's ciphertext with the same right.
 */
export function grantKeyVia(scope: IConstruct, grantee: IGrantable, via: UseKeyVia): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: [...via.actions],
    resourceArns: [via.key.keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `${via.service}.${Stack.of(scope).region}.${Aws.URL_SUFFIX}` },
    },
  });
}
