import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { serviceOfThisAccount } from '../service-principal.ts';
import { USE_KEY } from './broker-access.ts';

export interface TickScheduleProps {
  readonly deployment: string;
  readonly key: IKey;
  readonly refresh: IFunction;
}

/** Calls `refresh` every minute, with a role that may do that and nothing else. */
export class TickSchedule extends Construct {
  /** Beats that the scheduler could not deliver; there is nothing in them to do again. */
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, { deployment, key, refresh }: TickScheduleProps) {
    super(scope, id);
    const name = `evergrant-${deployment}`;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: `${name}-tick-dead`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.deadLetters, 'SQS3', 'this is the dead-letter queue of the schedule');
    const group = new CfnScheduleGroup(this, 'Group', { name });
    const role = new Role(this, 'Role', {
      roleName: `${name}-tick`,
      assumedBy: serviceOfThisAccount(this, 'scheduler.amazonaws.com').withConditions({
        ArnEquals: {
          'aws:SourceArn': Stack.of(this).formatArn({
            service: 'scheduler',
            resource: 'schedule-group',
            resourceName: name,
          }),
        },
      }),
      description: `Calls the refresh function of the Evergrant deployment ${deployment}`,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [refresh.functionArn] }),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
    );
    role.addToPrincipalPolicy(new PolicyStatement({ actions: [...USE_KEY], resources: [key.keyArn] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      name: `${name}-tick`,
      groupName: name,
      description: 'One beat of Evergrant: refreshes what is due and says how everything is',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: key.keyArn,
      target: {
        arn: refresh.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ evergrant: 'tick' }),
        // The next beat makes a late one useless.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      },
    });
    schedule.addResourceDependency(group);
    schedule.node.addDependency(role);
  }
}
