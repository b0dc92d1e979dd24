import { Stack, Tags } from 'aws-cdk-lib';
import { CfnInstance } from 'aws-cdk-lib/aws-lightsail';
import type { Construct } from 'constructs';
import type { LightsailHostDeclaration } from '../../core/config/host-declaration.ts';
import { lightsailUserData } from '../../core/host/bootstrap/user-data.ts';
import { lightsailInstanceName } from '../../core/host/lightsail-instance-name.ts';
import { HOST_TAG, hostTagValue } from '../../core/wire.ts';
import { declaredHost, HostBase, type HostBaseProps } from '../host/host-base.ts';
import { hybridPrincipal } from '../host/hybrid-principal.ts';
import { HostActivation } from '../host-activation/host-activation.ts';
import { firewall } from './firewall.ts';

export type LightsailHostProps = HostBaseProps;

/**
 * A Lightsail instance that installs its daemon itself. Lightsail gives it no identity, so it registers with Systems
 * Manager by an activation that is good once. Its deployment must have function `activation`.
 */
export class LightsailHost extends HostBase<LightsailHostDeclaration> {
  readonly instance: CfnInstance;
  /** Another one for another bundle, blueprint or zone. */
  readonly instanceName: string;

  constructor(scope: Construct, id: string, props: LightsailHostProps) {
    const host = declaredHost(scope, { ...props, kind: 'lightsail' });
    super(scope, id, { ...props, host, assumedBy: hybridPrincipal(scope) });
    const { deployment } = props.broker;
    const { region } = Stack.of(this);
    this.instanceName = lightsailInstanceName(deployment, host);
    const { activation, resource } = new HostActivation(this, 'Activation', {
      deployment,
      host: host.name,
      machine: this.instanceName,
    });
    resource.node.addDependency(this.role);
    this.instance = new CfnInstance(this, 'Instance', {
      instanceName: this.instanceName,
      bundleId: host.bundle,
      blueprintId: host.blueprint,
      availabilityZone: host.zone,
      networking: firewall(host.ports),
      userData: lightsailUserData({ deployment, host, region, activation }),
    });
    Tags.of(this.instance).add(HOST_TAG, hostTagValue(deployment, host.name));
    // Its first act is to read the update document and fetch the release, with all of its rights.
    this.instance.node.addDependency(this.role, this.update);
  }
}
