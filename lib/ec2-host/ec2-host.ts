import { Fn, Stack, Tags } from 'aws-cdk-lib';
import {
  CfnInstance,
  CfnLaunchTemplate,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Ec2HostDeclaration } from '../../core/config/host-declaration.ts';
import { ec2UserData } from '../../core/host/bootstrap/user-data.ts';
import { HOST_TAG, hostRoleName, hostTagValue } from '../../core/wire.ts';
import { acknowledge } from '../acknowledge.ts';
import { declaredHost, HostBase, type HostBaseProps } from '../host/host-base.ts';
import { refusal } from '../refuse.ts';
import { HostNetwork } from './host-network.ts';

/** Amazon Linux 2023 for arm64, as it is on the day on which the instance is made. */
const IMAGE = 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';

export interface Ec2HostProps extends HostBaseProps {
  /**
   * Where the instance is. It must reach the internet: by a public subnet, or by a NAT gateway of yours.
   *
   * @default - a network of its own with one public subnet and no NAT gateway
   */
  readonly vpc?: IVpc;
  /**
   * Which subnets of it, of which the first is taken, or the first in the declared zone.
   *
   * @default - its public subnets, or those with a way out where it has none
   */
  readonly vpcSubnets?: SubnetSelection;
}

/** An EC2 instance that installs its daemon itself. Updates come through Systems Manager and never replace it. */
export class Ec2Host extends HostBase<Ec2HostDeclaration> {
  readonly instance: CfnInstance;
  readonly instanceId: string;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: Ec2HostProps) {
    const host = declaredHost(scope, { ...props, kind: 'ec2' });
    // EC2 hands out the role of an instance without a source account: its trust policy cannot name one.
    super(scope, id, { ...props, host, assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const { deployment } = props.broker;
    const vpc = props.vpc ?? this.#network(deployment);
    this.securityGroup = this.#openPorts(vpc);
    const template = this.#template(deployment);
    const profile = new CfnInstanceProfile(this, 'Profile', {
      instanceProfileName: hostRoleName(deployment, host.name),
      roles: [this.role.roleName],
    });
    const { subnet, isPublic } = this.#subnet(vpc, props.vpcSubnets);
    this.instance = new CfnInstance(this, 'Instance', {
      // The first version for good: a later one would replace the instance, and a change of its user data restart it.
      launchTemplate: { launchTemplateId: template.ref, version: template.attrDefaultVersionNumber },
      instanceType: host.instanceType,
      iamInstanceProfile: profile.ref,
      networkInterfaces: [
        {
          deviceIndex: '0',
          associatePublicIpAddress: isPublic,
          groupSet: [this.securityGroup.securityGroupId],
          subnetId: subnet.subnetId,
        },
      ],
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { encrypted: true, volumeType: 'gp3', volumeSize: host.volumeGiB, deleteOnTermination: true },
        },
      ],
      propagateTagsToVolumeOnCreation: true,
    });
    this.instanceId = this.instance.ref;
    Tags.of(this.instance).add(HOST_TAG, hostTagValue(deployment, host.name));
    Tags.of(this.instance).add('Name', hostRoleName(deployment, host.name));
    // Its first act is to read the update document and fetch the release, with all of its rights.
    this.instance.node.addDependency(this.role, this.update);
    this.#acknowledge();
  }

  #network(deployment: string): IVpc {
    const { zone } = this.host;
    return new HostNetwork(this, 'Network', { deployment, ...(zone !== undefined && { zones: [zone] }) }).vpc;
  }

  #openPorts(vpc: IVpc): SecurityGroup {
    const { name, ports } = this.host;
    const group = new SecurityGroup(this, 'Firewall', {
      vpc,
      description: `Host ${name}: what evergrant.yaml opens`,
      allowAllOutbound: true,
      disableInlineRules: false,
    });
    for (const { port, from } of ports) {
      for (const block of from) {
        const peer = block.includes(':') ? Peer.ipv6(block) : Peer.ipv4(block);
        group.addIngressRule(peer, Port.tcp(port), `declared: port ${port}`);
        if (!/\/0$/.test(block)) continue;
        acknowledge(group, 'EC23', `evergrant.yaml opens port ${port} of host ${name} to everybody`);
      }
    }
    return group;
  }

  #template(deployment: string): CfnLaunchTemplate {
    const { region } = Stack.of(this);
    return new CfnLaunchTemplate(this, 'Template', {
      launchTemplateName: hostRoleName(deployment, this.host.name),
      launchTemplateData: {
        // EC2 reads the parameter when the instance is made; one of the template would replace it with each new image.
        imageId: IMAGE,
        userData: Fn.base64(ec2UserData({ deployment, host: this.host, region })),
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1, httpEndpoint: 'enabled' },
      },
    });
  }

  #subnet(vpc: IVpc, chosen: SubnetSelection | undefined): { subnet: ISubnet; isPublic: boolean } {
    const fallback = vpc.publicSubnets.length > 0 ? { subnetType: SubnetType.PUBLIC } : {};
    const { zone } = this.host;
    const all = vpc.selectSubnets(chosen ?? fallback).subnets;
    const subnet =
      zone === undefined ? all[0] : all.find(({ availabilityZone }) => availabilityZone === zone);
    if (subnet === undefined) throw this.#nowhere();
    return { subnet, isPublic: vpc.publicSubnets.includes(subnet) };
  }

  #acknowledge(): void {
    acknowledge(
      this.instance,
      'EC28',
      'the daemon itself says every five minutes how it is, and an alarm rings when it does not',
    );
    acknowledge(
      this.instance,
      'EC29',
      'it holds nothing that is not elsewhere: tokens are delivered anew to the host that takes its place',
    );
  }

  #nowhere() {
    const { name, zone } = this.host;
    return refusal(this, {
      prop: 'vpc',
      says: `it has no subnet for host ${name}${zone === undefined ? '' : ` in zone ${zone}`}`,
      remedy: 'give a vpc or vpcSubnets with one, or change the zone, then: npx cdk synth',
    });
  }
}
