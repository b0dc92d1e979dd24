import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What a consumer does with a token secret: look whether it is newer, and read it. */
const LOOK = ['secretsmanager:DescribeSecret'];
const READ = ['secretsmanager:GetSecretValue'];

export interface ReadTokens {
  /** Whole ARNs, or such that end in `-??????`. */
  readonly secretArns: readonly string[];
  readonly key: IKey;
}

/**
 * The rights of a consumer: these tokens, and of each only the version in force, neither the one before nor one that is
 * being made. A request must name the stage: one that names a version alone carries none and is refused.
 */
export function readTokenStatements(scope: Construct, { secretArns, key }: ReadTokens): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'TokensInForce',
      actions: READ,
      resources: [...secretArns],
      conditions: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    }),
    // A look carries no stage, so the condition above would refuse every one.
    new PolicyStatement({ sid: 'LookAtTokens', actions: LOOK, resources: [...secretArns] }),
    new PolicyStatement({
      sid: 'DecryptTokens',
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.${Aws.URL_SUFFIX}` },
        // The context that Secrets Manager seals a value with: no other secret's value can be opened.
        StringLike: { 'kms:EncryptionContext:SecretARN': [...secretArns] },
      },
    }),
  ];
}
