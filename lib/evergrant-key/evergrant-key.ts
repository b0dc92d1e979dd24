import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { checkName } from '../refuse.ts';
import { serviceOfThisAccount } from '../service-principal.ts';

/** What an alarm needs of a key to publish to a topic that is encrypted under it. */
const PUBLISH_ENCRYPTED = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** What CloudWatch Logs needs of the key of a log group. */
const ENCRYPT_LOGS = [
  'kms:Encrypt*',
  'kms:Decrypt*',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:Describe*',
];

export interface EvergrantKeyProps {
  /** Name of the deployment; the key's alias is `alias/evergrant-<deployment>`. */
  readonly deployment: string;
  /**
   * What becomes of the key when its stack goes. Without it nothing that it encrypted can be read again.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The customer key of a deployment: everything that Evergrant keeps in AWS is encrypted under it. People and roles use
 * it by their own IAM policies; beside them only CloudWatch alarms (for encrypted topics) and CloudWatch Logs (for the
 * deployment's log groups) may, and only for this account. SNS, SQS, DynamoDB and Secrets Manager use it with the
 * rights of whoever calls them.
 */
export class EvergrantKey extends Key {
  constructor(scope: Construct, id: string, props: EvergrantKeyProps) {
    const { deployment, removalPolicy = RemovalPolicy.RETAIN } = props;
    checkName(scope, { prop: 'deployment', value: deployment, most: 40 });
    super(scope, id, {
      alias: `evergrant-${deployment}`,
      description: `Evergrant, deployment ${deployment}: secrets, ledger, queues, topics, logs`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublishToEncryptedTopics',
        principals: [serviceOfThisAccount(this, 'cloudwatch.amazonaws.com')],
        actions: PUBLISH_ENCRYPTED,
        resources: ['*'],
      }),
    );
    const stack = Stack.of(this);
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroupsOfThisDeployment',
        principals: [new ServicePrincipal(`logs.${stack.region}.${Aws.URL_SUFFIX}`)],
        actions: ENCRYPT_LOGS,
        resources: ['*'],
        conditions: {
          // Names account, Region and log group at once; CloudWatch Logs documents this and no SourceAccount.
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: `/evergrant/${deployment}/*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}
