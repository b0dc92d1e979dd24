import { Fn, Tags } from 'aws-cdk-lib';
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
  type IVpc,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export interface HostNetworkProps {
  /** Name of the deployment. */
  readonly deployment: string;
  /**
   * Where hosts are to be, as availability zones.
   *
   * @default - the first zone of the Region
   */
  readonly zones?: readonly string[];
}

/** Each of sixteen zones has room for 4,091 hosts in it. */
const NETWORK = '10.97.0.0/16';

/**
 * A network for hosts alone: a public subnet in each zone and no NAT gateway, so that it costs nothing. Hosts reach out by
 * their own addresses; what may reach them is said by their security groups.
 */
export class HostNetwork extends Construct {
  readonly vpc: IVpc;

  constructor(scope: Construct, id: string, { deployment, zones = [] }: HostNetworkProps) {
    super(scope, id);
    const network = new CfnVPC(this, 'Vpc', {
      cidrBlock: NETWORK,
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    acknowledge(
      network,
      'VPC7',
      'nothing but hosts is in this network, and what they do in AWS is in CloudTrail; flow logs would cost more than a host',
    );
    const gateway = new CfnInternetGateway(this, 'Gateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'Attachment', {
      vpcId: network.ref,
      internetGatewayId: gateway.ref,
    });
    const routes = new CfnRouteTable(this, 'Routes', { vpcId: network.ref });
    const route = new CfnRoute(this, 'Internet', {
      routeTableId: routes.ref,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.ref,
    });
    route.addResourceDependency(attachment);
    // Names of zones, and not their order, tell subnets apart: one more zone moves none.
    const places = zones.length > 0 ? [...zones].sort() : [undefined];
    const subnets = places.map((zone) => {
      const id = zone === undefined ? 'Subnet' : `Subnet-${zone}`;
      const cidrBlock = `10.97.${blockOf(zone) * 16}.0/20`;
      const availabilityZone = zone ?? Fn.select(0, Fn.getAzs());
      const subnet = new CfnSubnet(this, id, { vpcId: network.ref, cidrBlock, availabilityZone });
      const subnetId = subnet.ref;
      const routeTableId = routes.ref;
      new CfnSubnetRouteTableAssociation(this, `${id}-Routes`, { subnetId, routeTableId });
      return { subnetId, availabilityZone };
    });
    Tags.of(this).add('Name', `evergrant-${deployment}-hosts`);
    this.vpc = Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: network.ref,
      availabilityZones: subnets.map(({ availabilityZone }) => availabilityZone),
      publicSubnetIds: subnets.map(({ subnetId }) => subnetId),
      publicSubnetRouteTableIds: subnets.map(() => routes.ref),
    });
  }
}

/** Which of the sixteen blocks is that of a zone: by its letter. */
function blockOf(zone: string | undefined): number {
  return zone === undefined ? 15 : (zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0)) % 15;
}
