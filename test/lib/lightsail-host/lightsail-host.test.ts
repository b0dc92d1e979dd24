import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { LightsailHost } from '../../../lib/lightsail-host/lightsail-host.ts';
import { hostProps, withHosts } from '../../support/declared-host.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function hosted(host = ''): Template {
  const stack = oneStack(PLACE);
  const yaml = withHosts(`  ops: { kind: lightsail, tokens: [sheets]${host} }`);
  const bundles = standInBundles(folder());
  new LightsailHost(stack, 'Host', hostProps(stack, { yaml, hostName: 'ops', bundles }));
  return templateOf(stack);
}

const instanceIn = (template: Template) =>
  Object.values(template.findResources('AWS::Lightsail::Instance'))[0];

describe('a Lightsail host', () => {
  it('is an instance of the declared bundle, blueprint and zone, and is called after them', () => {
    hosted(', bundle: nano_3_0, zone: us-east-1b').hasResourceProperties('AWS::Lightsail::Instance', {
      BundleId: 'nano_3_0',
      BlueprintId: 'amazon_linux_2023',
      AvailabilityZone: 'us-east-1b',
      InstanceName: 'evergrant-jada-ops.us-east-1b.nano_3_0.amazon_linux_2023',
      KeyPairName: Match.absent(),
    });
  });

  it('has no port open where none is declared: an empty list would leave those of Lightsail', () => {
    hosted().hasResourceProperties('AWS::Lightsail::Instance', {
      Networking: { Ports: [{ AccessType: 'private', FromPort: 22, ToPort: 22, Protocol: 'tcp' }] },
    });
  });

  it('has the declared ports and no other', () => {
    const ports = ', ports: [{ port: 22, from: [203.0.113.7/32] }, { port: 443, from: ["2001:db8::/64"] }]';
    expect(instanceIn(hosted(ports))?.Properties.Networking).toEqual({
      Ports: [
        { AccessType: 'public', Cidrs: ['203.0.113.7/32'], FromPort: 22, ToPort: 22, Protocol: 'tcp' },
        { AccessType: 'public', Ipv6Cidrs: ['2001:db8::/64'], FromPort: 443, ToPort: 443, Protocol: 'tcp' },
      ],
    });
  });

  it('registers by an activation of its own, whose code no template holds', () => {
    const template = hosted();
    template.hasResourceProperties('Custom::EvergrantActivation', {
      ServiceToken: {
        'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':function:evergrant-jada-activation$')])],
      },
      Deployment: 'jada',
      Host: 'ops',
      RoleName: 'evergrant-jada-host-ops',
      ExpiresInHours: 24,
      Replacement: 'evergrant-jada-ops.us-east-1a.micro_3_0.amazon_linux_2023',
    });
    const userData = JSON.stringify(instanceIn(template)?.Properties.UserData);
    expect(userData).toMatch(/activation_id='",\{"Fn::GetAtt":\["[^"]+","ActivationId"\]\},"'/);
    expect(userData).toMatch(/activation_code='",\{"Fn::GetAtt":\["[^"]+","ActivationCode"\]\},"'/);
  });

  it('gets another activation with another instance, and the same one with another port', () => {
    const activation = (host: string) =>
      Object.values(hosted(host).findResources('Custom::EvergrantActivation'))[0]?.Properties;
    expect(activation(', bundle: nano_3_0')).not.toEqual(activation(''));
    expect(activation(', ports: [{ port: 22, from: [203.0.113.7/32] }]')).toEqual(activation(''));
  });

  it('is there after its rights and its update document', () => {
    const awaited = instanceIn(hosted())?.DependsOn.join(' ');
    expect(awaited).toMatch(/RoleDefaultPolicy/);
    expect(awaited).toMatch(/UpdateDocument/);
  });

  it('has a role for machines of Systems Manager in this account and Region', () => {
    hosted().hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'evergrant-jada-host-ops',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'ssm.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '123456789012' },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          },
        ],
      },
    });
  });
});
