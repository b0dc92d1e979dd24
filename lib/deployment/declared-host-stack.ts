import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { HostDeclaration } from '../../core/config/host-declaration.ts';
import { Ec2Host } from '../ec2-host/ec2-host.ts';
import { HostNetwork } from '../ec2-host/host-network.ts';
import { ExternalHost } from '../external-host/external-host.ts';
import type { IHost } from '../host/host.ts';
import type { HostBaseProps } from '../host/host-base.ts';
import type { IHostRelease } from '../host-release/host-release.ts';
import { LightsailHost } from '../lightsail-host/lightsail-host.ts';
import { TokenBroker } from '../token-broker/token-broker.ts';
import type { Declared } from './declared.ts';

export interface DeclaredHostStackProps extends StackProps, Declared {
  readonly key: IKey;
  readonly release: IHostRelease;
  /**
   * Where EC2 hosts are.
   *
   * @default - a network for those of this stack
   */
  readonly vpc?: IVpc;
  /** Names of the hosts that this stack holds. */
  readonly names: readonly string[];
}

/** A share of the hosts that `evergrant.yaml` declares, each as the machine that it says. */
export class DeclaredHostStack extends Stack {
  readonly hosts: ReadonlyMap<string, IHost>;

  constructor(scope: Construct, id: string, props: DeclaredHostStackProps) {
    super(scope, id, props);
    const { raw, declaration, key, release } = props;
    const { deployment } = declaration;
    const broker = TokenBroker.fromTokenBrokerAttributes(this, 'Broker', { deployment, key });
    const terms = { broker, raw, declaration, release };
    const hosts = [...declaration.hosts.values()].filter(({ name }) => props.names.includes(name));
    const vpc = props.vpc ?? this.#network(deployment, hosts);
    this.hosts = new Map(
      hosts.map((host) => [host.name, this.#make(host, { ...terms, hostName: host.name, vpc })]),
    );
    for (const host of hosts) {
      const { name } = host;
      new CfnOutput(this, `Next-${name}`, { value: nextCommand(host), description: about(host) });
    }
  }

  /** In the same stack as its hosts: when the last of them goes it goes with it, and no other stack stands in its way. */
  #network(deployment: string, hosts: readonly HostDeclaration[]): IVpc | undefined {
    const instances = hosts.filter((host) => host.kind === 'ec2');
    if (instances.length === 0) return undefined;
    const zones = new Set(instances.flatMap(({ zone }) => (zone === undefined ? [] : [zone])));
    return new HostNetwork(this, 'Network', { deployment, zones: [...zones] }).vpc;
  }

  #make({ kind, name }: HostDeclaration, props: HostBaseProps & { vpc: IVpc | undefined }): IHost {
    const { vpc, ...terms } = props;
    switch (kind) {
      case 'ec2':
        return new Ec2Host(this, `Host-${name}`, { ...terms, ...(vpc && { vpc }) });
      case 'lightsail':
        return new LightsailHost(this, `Host-${name}`, terms);
      case 'external':
        return new ExternalHost(this, `Host-${name}`, terms);
    }
  }
}

function nextCommand({ kind, name }: HostDeclaration): string {
  return kind === 'external' ? `evergrant join ${name}` : `evergrant ssh ${name}`;
}

function about({ kind, name }: HostDeclaration): string {
  return kind === 'external'
    ? `Gives ${name} its identity and its daemon; type it where this was deployed`
    : `A shell on ${name}, without a key of your own`;
}
