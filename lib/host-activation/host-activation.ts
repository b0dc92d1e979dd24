import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MOST_ACTIVATION_HOURS } from '../../core/host/activation.ts';
import type { Activation } from '../../core/host/bootstrap/bootstrap-options.ts';
import { functionName, hostRoleName } from '../../core/wire.ts';
import { refusal } from '../refuse.ts';
import { ANSWERED_WITHIN } from './activation-function.ts';

export interface HostActivationProps {
  readonly deployment: string;
  /** Name of the host. */
  readonly host: string;
  /** Changes when the machine does: an activation is good for one registration. */
  readonly machine: string;
  /**
   * How long the machine has to register: whole hours, from 1 to 719. Systems Manager takes 30 days at most, of which
   * the way there uses some.
   *
   * @default Duration.hours(24)
   */
  readonly expiresIn?: Duration;
}

/**
 * One hybrid activation of Systems Manager, good for one registration as one host. CloudFormation has no resource for
 * it: function `activation` of the deployment makes it, and takes it back with the machine that registered.
 */
export class HostActivation extends Construct {
  /** Both are tokens of the CDK: no template holds the code. */
  readonly activation: Activation;
  readonly resource: CustomResource;

  /** @throws Fault `PropInvalid` for an `expiresIn` that is not as it should be */
  constructor(scope: Construct, id: string, props: HostActivationProps) {
    super(scope, id);
    const { deployment, host, machine, expiresIn = Duration.hours(24) } = props;
    const hours = this.#hoursOf(expiresIn);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::EvergrantActivation',
      // By its name: it stands in the common stack, which is there before.
      serviceToken: Stack.of(this).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: functionName(deployment, 'activation'),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      serviceTimeout: ANSWERED_WITHIN,
      properties: {
        Deployment: deployment,
        Host: host,
        RoleName: hostRoleName(deployment, host),
        ExpiresInHours: hours,
        Replacement: machine,
      },
    });
    this.activation = {
      id: this.resource.getAttString('ActivationId'),
      code: this.resource.getAttString('ActivationCode'),
    };
  }

  /** As the function takes them: a value from elsewhere could be refused in the middle of a deploy only. */
  #hoursOf(expiresIn: Duration): number {
    const hours = expiresIn.isUnresolved() ? Number.NaN : expiresIn.toHours({ integral: false });
    if (Number.isInteger(hours) && hours >= 1 && hours <= MOST_ACTIVATION_HOURS) return hours;
    throw refusal(this, {
      prop: 'expiresIn',
      says: `${Number.isNaN(hours) ? 'a value known only in a deploy' : `${hours} hours`}; expected whole hours from 1 to ${MOST_ACTIVATION_HOURS}, for Systems Manager takes 30 days at most`,
      remedy: 'give whole hours, as Duration.hours(24), then: npx cdk synth',
    });
  }
}
