import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENVIRONMENT, HOST_TAG, hostRoleName, hostTagValue } from '../../core/wire.ts';
import { acknowledge, acknowledgeWildcards } from '../acknowledge.ts';
import { BrokerFunction } from '../token-broker/broker-function.ts';
import { bundlesFolder } from '../token-broker/bundles-folder.ts';

/** What it does with activations and to find the machine of one; IAM knows no resource for any of these. */
const KEEP_ACTIVATIONS = [
  'ssm:DeleteActivation',
  'ssm:DescribeActivations',
  'ssm:DescribeInstanceInformation',
];

/** One call: several tries, and the answer. */
const CALL = Duration.minutes(2);

/** Time for a call that dies at its end, the minute that Lambda waits, and the second call; none begins later. */
const OLDEST_CALL = Duration.minutes(5);

/** How long a stack waits for an answer. No call works any more then, so none makes what nobody would take back. */
export const ANSWERED_WITHIN = OLDEST_CALL.plus(CALL);

export interface ActivationFunctionProps {
  readonly deployment: string;
  /** The customer key. */
  readonly key: IKey;
  /**
   * The folder with the bundles of the functions, `activation/index.mjs` and so on.
   *
   * @default - those of this package
   */
  readonly code?: string;
}

/**
 * Makes the hybrid activations of Lightsail hosts and takes them back. It can have a machine registered as a host of this
 * deployment, and as nothing else.
 */
export class ActivationFunction extends Construct {
  readonly function: BrokerFunction;

  constructor(scope: Construct, id: string, { deployment, key, code }: ActivationFunctionProps) {
    super(scope, id);
    this.function = new BrokerFunction(this, 'Function', {
      deployment,
      name: 'activation',
      description: 'Makes the one activation by which a Lightsail host registers, and takes it back',
      code: code ?? bundlesFolder(),
      key,
      retention: RetentionDays.THREE_MONTHS,
      timeout: CALL,
      // Only of a call that died. The request is known again by its id: what the dead call made goes first. A call whose
      // answer may have arrived ends well, so that nothing deletes what a machine is about to use.
      retries: 1,
      oldestCall: OLDEST_CALL,
      environment: { [ENVIRONMENT.deployment]: deployment },
    });
    this.#allow(deployment);
  }

  #allow(deployment: string): void {
    const { role } = this.function;
    const stack = Stack.of(this);
    const ours = hostTagValue(deployment, '*');
    const hosts = stack.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: hostRoleName(deployment, '*'),
    });
    const machines = stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: '*' });
    const statements = [
      new PolicyStatement({
        sid: 'HostsOfThisDeployment',
        actions: ['iam:PassRole'],
        resources: [hosts],
        conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
      }),
      new PolicyStatement({
        sid: 'NewActivations',
        actions: ['ssm:CreateActivation', 'ssm:AddTagsToResource'],
        resources: ['*'],
        conditions: { StringLike: { [`aws:RequestTag/${HOST_TAG}`]: ours } },
      }),
      new PolicyStatement({ sid: 'Activations', actions: [...KEEP_ACTIVATIONS], resources: ['*'] }),
      new PolicyStatement({
        sid: 'MachinesOfThisDeployment',
        actions: ['ssm:DeregisterManagedInstance'],
        resources: [machines],
        conditions: { StringLike: { [`ssm:resourceTag/${HOST_TAG}`]: ours } },
      }),
    ];
    for (const statement of statements) role.addToPrincipalPolicy(statement);
    acknowledgeWildcards(role, {
      resources: [hosts, machines],
      reason:
        'hosts come and go in stacks of their own; roles carry the name of the deployment, machines its tag',
    });
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'IAM knows no resource for an activation; new ones must carry our tag',
    );
  }
}
