import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Activation } from '../../core/host/bootstrap/bootstrap-options.ts';
import { functionName, hostRoleName } from '../../core/wire.ts';

export interface HostActivationProps {
  readonly deployment: string;
  /** Name of the host. */
  readonly host: string;
  /** Changes when the machine does: an activation is good for one registration. */
  readonly machine: string;
  /**
   * How long the machine has to register, in whole hours.
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

  constructor(scope: Construct, id: string, props: HostActivationProps) {
    super(scope, id);
    const { deployment, host, machine, expiresIn = Duration.hours(24) } = props;
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::EvergrantActivation',
      // By its name: it stands in the common stack, which is there before.
      serviceToken: Stack.of(this).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: functionName(deployment, 'activation'),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      serviceTimeout: Duration.minutes(5),
      properties: {
        Deployment: deployment,
        Host: host,
        RoleName: hostRoleName(deployment, host),
        ExpiresInHours: expiresIn.toHours(),
        Replacement: machine,
      },
    });
    this.activation = {
      id: this.resource.getAttString('ActivationId'),
      code: this.resource.getAttString('ActivationCode'),
    };
  }
}
