import { describe, expect, it } from '@jest/globals';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ExternalHost } from '../../../lib/external-host/external-host.ts';
import { hostProps, withHosts } from '../../support/declared-host.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';
import { standInBundles } from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function hosted() {
  const hostName = 'PC-A';
  const stack = oneStack(PLACE);
  const yaml = withHosts(`  ${hostName}: { kind: external, tokens: [sheets] }`);
  const bundles = standInBundles(folder());
  return {
    stack,
    host: new ExternalHost(stack, 'Host', hostProps(stack, { yaml, hostName, bundles })),
  };
}

describe('an external host', () => {
  it('has everything but a machine', () => {
    const template = templateOf(hosted().stack);
    for (const type of ['AWS::EC2::Instance', 'AWS::Lightsail::Instance', 'Custom::EvergrantActivation'])
      template.resourceCountIs(type, 0);
    for (const type of [
      'AWS::SQS::Queue',
      'AWS::Logs::LogGroup',
      'AWS::SSM::Document',
      'AWS::SSM::Association',
    ])
      template.resourceCountIs(type, 1);
  });

  it('keeps what its daemon says under the key, for three months', () => {
    templateOf(hosted().stack).hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/evergrant/jada/host/PC-A',
      RetentionInDays: 90,
      KmsKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
    });
  });

  it('is granted to like anybody else', () => {
    const { stack, host } = hosted();
    const other = new Role(stack, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const bucket = Bucket.fromBucketName(stack, 'Data', 'shipcaptaincrew-data');
    bucket.grantRead(host);
    expect(host.grantPrincipal).toBe(host.role);
    const policies = JSON.stringify(templateOf(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('shipcaptaincrew-data');
    expect(policies).not.toContain(stack.resolve(other.roleName).Ref);
  });
});
