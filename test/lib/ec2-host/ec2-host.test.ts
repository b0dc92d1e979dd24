import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Ec2Host, type Ec2HostProps } from '../../../lib/ec2-host/ec2-host.ts';
import { hostProps, withHosts } from '../../support/declared-host.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function hosted(host: string, props: Partial<Ec2HostProps> = {}): Template {
  const stack = oneStack(PLACE);
  const yaml = withHosts(`  ops: { kind: ec2, tokens: [sheets]${host} }`);
  const terms = hostProps(stack, { yaml, hostName: 'ops', bundles: standInBundles(folder()) });
  new Ec2Host(stack, 'Host', { ...terms, ...props });
  return templateOf(stack);
}

function network(vpc: { isPublic: boolean }): Ec2HostProps['vpc'] {
  const place = { vpcId: 'vpc-1', availabilityZones: ['us-east-1a', 'us-east-1b'] };
  const subnets = { isPublic: { publicSubnetIds: ['subnet-a', 'subnet-b'] } };
  const stack = oneStack(PLACE);
  return Vpc.fromVpcAttributes(stack, 'Given', {
    ...place,
    ...(vpc.isPublic ? subnets.isPublic : { privateSubnetIds: ['subnet-c', 'subnet-d'] }),
  });
}

describe('an EC2 host', () => {
  it('is an arm64 instance with an encrypted disk, as declared', () => {
    hosted(', instanceType: t4g.small, volumeGiB: 20').hasResourceProperties('AWS::EC2::Instance', {
      InstanceType: 't4g.small',
      KeyName: Match.absent(),
      Monitoring: Match.absent(),
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3', VolumeSize: 20 } }],
    });
  });

  it('takes the newest Amazon Linux 2023 when it is made, and keeps it', () => {
    const template = hosted('');
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { ImageId: Match.stringLikeRegexp('^resolve:ssm:/aws/service/.*al2023.*arm64$') },
    });
    template.hasResourceProperties('AWS::EC2::Instance', {
      ImageId: Match.absent(),
      LaunchTemplate: { Version: { 'Fn::GetAtt': [Match.anyValue(), 'DefaultVersionNumber'] } },
    });
    // A parameter of the template would be read again at each deployment.
    expect(JSON.stringify(template.toJSON().Parameters)).not.toContain('AWS::EC2::Image::Id');
  });

  it('asks for metadata by version 2, and one hop away', () => {
    hosted('').hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } },
    });
  });

  it('boots into the bootstrap, which knows its update document', () => {
    const [template] = Object.values(hosted('').findResources('AWS::EC2::LaunchTemplate'));
    const { 'Fn::Base64': text } = template?.Properties.LaunchTemplateData.UserData ?? {};
    expect(text).toMatch(/^#!\/bin\/bash\n/);
    expect(text).toContain("document='evergrant-jada-update-ops'");
    expect(text).toContain("region='us-east-1'");
    expect(Buffer.byteLength(text)).toBeLessThan(16_384);
  });

  it('is there after its rights and its update document', () => {
    const [instance] = Object.values(hosted('').findResources('AWS::EC2::Instance'));
    const awaited = instance?.DependsOn.join(' ');
    expect(awaited).toMatch(/RoleDefaultPolicy/);
    expect(awaited).toMatch(/UpdateDocument/);
  });

  it('has no port open, and then the declared ones', () => {
    hosted('').hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    const ports = ', ports: [{ port: 22, from: [203.0.113.7/32, "2001:db8::/64"] }]';
    hosted(ports).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        { CidrIp: '203.0.113.7/32', FromPort: 22, ToPort: 22, IpProtocol: 'tcp' },
        { CidrIpv6: '2001:db8::/64', FromPort: 22, ToPort: 22, IpProtocol: 'tcp' },
      ],
    });
  });

  it('brings a network without a NAT gateway, in its zone', () => {
    const template = hosted(', zone: us-east-1b');
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.hasResourceProperties('AWS::EC2::Subnet', { AvailabilityZone: 'us-east-1b' });
    template.hasResourceProperties('AWS::EC2::Instance', {
      NetworkInterfaces: [{ AssociatePublicIpAddress: true }],
    });
  });

  it('takes the subnet of its zone in a given network', () => {
    const vpc = network({ isPublic: true });
    hosted(', zone: us-east-1b', { ...(vpc && { vpc }) }).hasResourceProperties('AWS::EC2::Instance', {
      NetworkInterfaces: [{ SubnetId: 'subnet-b', AssociatePublicIpAddress: true }],
    });
  });

  it('has no public address in a private subnet', () => {
    const vpc = network({ isPublic: false });
    hosted('', { ...(vpc && { vpc }) }).hasResourceProperties('AWS::EC2::Instance', {
      NetworkInterfaces: [{ SubnetId: 'subnet-c', AssociatePublicIpAddress: false }],
    });
  });

  it('is refused where the network has no subnet in its zone', () => {
    const vpc = network({ isPublic: true });
    expect(() => hosted(', zone: us-east-1f', { ...(vpc && { vpc }) })).toThrow(
      'vpc: it has no subnet for host ops in zone us-east-1f',
    );
  });

  it('is refused under a name that is not declared, or that is of another kind', () => {
    expect(() => hosted('', { hostName: 'opps' })).toThrow(
      'hostName: "opps" is no ec2 host of the declaration; expected one of: ops',
    );
  });
});
