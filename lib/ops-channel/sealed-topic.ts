import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { serviceOfThisAccount } from '../service-principal.ts';

export interface SealedTopicProps {
  readonly topicName: string;
  /** What e-mails show as their sender. */
  readonly displayName: string;
  /** The customer key; its policy must let CloudWatch alarms use it, as that of `EvergrantKey` does. */
  readonly key: IKey;
}

/**
 * A topic that is encrypted under the customer key and refuses what does not come over TLS. The refusal alone would
 * silence alarms: once a topic has any policy, CloudWatch needs an Allow in it, and its failures to publish show only
 * in the alarm's history.
 */
export class SealedTopic extends Topic {
  constructor(scope: Construct, id: string, props: SealedTopicProps) {
    super(scope, id, {
      topicName: props.topicName,
      displayName: props.displayName,
      masterKey: props.key,
      enforceSSL: true,
      // HTTPS subscribers verify signatures; version 1 of them is made with SHA-1.
      signatureVersion: '2',
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [serviceOfThisAccount(this, 'cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}
