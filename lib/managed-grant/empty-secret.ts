import { type RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { GRANT_TAG } from '../../core/wire.ts';

export interface EmptySecretProps {
  readonly secretName: string;
  readonly description: string;
  readonly key: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** The grant that feeds it, for token secrets: `rotate` is called with the secret alone. */
  readonly fedBy?: string;
}

/**
 * A secret that a deployment creates without a value and never writes: values come from consents, refreshes and people.
 * The L2 `Secret` always generates one. No property here touches values, so neither a change of tags nor a rollback
 * does.
 */
export class EmptySecret extends CfnSecret {
  constructor(scope: Construct, id: string, props: EmptySecretProps) {
    super(scope, id, { name: props.secretName, description: props.description, kmsKeyId: props.key.keyArn });
    if (props.fedBy !== undefined) Tags.of(this).add(GRANT_TAG, props.fedBy);
    this.applyRemovalPolicy(props.removalPolicy);
  }

  /** The whole ARN, with the six characters that Secrets Manager adds. */
  get secretArn(): string {
    return this.ref;
  }
}
