import { describe, expect, it } from '@jest/globals';
import { HostNetwork } from '../../../lib/ec2-host/host-network.ts';
import { oneStack, PLACE, templateOf } from '../../support/one-stack.ts';

function subnets(zones: readonly string[]) {
  const stack = oneStack(PLACE);
  new HostNetwork(stack, 'Network', { deployment: 'jada', zones });
  return templateOf(stack).findResources('AWS::EC2::Subnet');
}

describe('the network of EC2 hosts', () => {
  it('has one subnet, in the first zone, where none is named', () => {
    expect(Object.values(subnets([])).map(({ Properties }) => Properties.AvailabilityZone)).toEqual([
      { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    ]);
  });

  it('moves no subnet when a zone is added', () => {
    const before = subnets(['us-east-1b']);
    expect(subnets(['us-east-1c', 'us-east-1a', 'us-east-1b'])).toMatchObject(before);
  });

  it('gives each zone addresses of its own', () => {
    const zones = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-east-1${letter}`);
    const blocks = Object.values(subnets(zones)).map(({ Properties }) => Properties.CidrBlock);
    expect(new Set(blocks).size).toBe(6);
  });

  it('is not looked up anywhere: nothing asks for the zones of an account', () => {
    const stack = oneStack(PLACE);
    new HostNetwork(stack, 'Network', { deployment: 'jada' });
    expect(JSON.stringify(templateOf(stack).toJSON())).not.toContain('dummy');
  });
});
