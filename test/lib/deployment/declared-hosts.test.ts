import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { parse } from 'yaml';
import { isMapping } from '../../../core/config/raw-tree.ts';
import { Deployment, type DeploymentProps } from '../../../lib/deployment/deployment.ts';
import { declare } from '../../support/declare.ts';
import { PLACE } from '../../support/one-stack.ts';
import {
  cdkContext,
  HOSTED,
  resourcesIn,
  SIGNED,
  standInBundles,
  synthesizedDeployment,
} from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function deployed(yaml: string, props: Partial<DeploymentProps> = {}) {
  const app = new App({ context: cdkContext(), builtinCloudFormationValidation: false });
  const raw: unknown = parse(yaml);
  const code = standInBundles(folder());
  const terms = { raw: isMapping(raw) ? raw : {}, declaration: declare(yaml), code, ...props };
  return { app, deployment: new Deployment(app, 'jada', terms) };
}

describe('a deployment with hosts', () => {
  const { templates } = synthesizedDeployment(HOSTED, { code: standInBundles(folder()) });
  const resources = resourcesIn(templates);
  const count = (host: string) =>
    resources.filter(({ stack, id }) => stack.includes('-hosts-') && id.startsWith(`Host${host}`)).length;

  it('makes 13 resources for an EC2 host, 11 for one of Lightsail and 9 for a box that is there', () => {
    expect([count('ops'), count('orchestrator'), count('T440')]).toEqual([13, 11, 9]);
  });

  it('makes the release and the function that activates once', () => {
    const common = resources.filter(({ stack }) => stack === 'evergrant-jada').map(({ id }) => id);
    const others = (prefix: string) => common.filter((id) => id.startsWith(prefix)).length;
    expect([others('Release'), others('Activation')]).toEqual([1, 5]);
  });

  it('makes the network of EC2 hosts in their own stack, with which it goes', () => {
    const network = resources.filter(({ id }) => id.startsWith('Network'));
    const [instance] = resources.filter(({ type }) => type === 'AWS::EC2::Instance');
    expect(network).toHaveLength(7);
    expect([...new Set(network.map(({ stack }) => stack))]).toEqual([instance?.stack]);
    expect(JSON.stringify(templates.get('evergrant-jada')?.Outputs)).not.toMatch(/subnet|vpc/i);
  });

  it('needs a given network for more EC2 hosts than a Region has networks', () => {
    const many = Array.from({ length: 12 }, (_, index) => `  box-${index}: { kind: ec2, tokens: [sheets] }`);
    const yaml = HOSTED.replace('hosts:', `hosts:\n${many.join('\n')}`);
    expect(() => deployed(yaml)).toThrow(/vpc: is needed: the 13 EC2 hosts would bring \d+ networks/);
    expect(() => deployed(yaml, { vpc: given() })).not.toThrow();
  });

  it('makes none of these where no host needs them', () => {
    const external = HOSTED.replace(/ {2}ops: .*\n {2}orchestrator: .*\n/, '');
    const few = resourcesIn(synthesizedDeployment(external, { code: standInBundles(folder()) }).templates);
    expect(few.filter(({ type }) => /EC2|Lightsail|Custom/.test(type))).toEqual([]);
    expect(few.filter(({ id }) => id.startsWith('Activation'))).toEqual([]);
    const none = resourcesIn(synthesizedDeployment(SIGNED, { code: standInBundles(folder()) }).templates);
    expect(none.filter(({ id }) => id.startsWith('Release'))).toEqual([]);
  });

  it('says the next command for each', () => {
    const outputs = [...templates].flatMap(([name, { Outputs }]) =>
      name.includes('-hosts-') ? [Outputs] : [],
    );
    expect(outputs).toMatchObject([
      { Nextops: { Value: 'evergrant ssh ops' } },
      { NextT440: { Value: 'evergrant join T440' } },
      { Nextorchestrator: { Value: 'evergrant ssh orchestrator' } },
    ]);
  });

  it('tells each host of its own tokens and of no other', () => {
    const queuesOf = (name: string) => {
      const [document] = resources.filter(
        ({ type, properties }) =>
          type === 'AWS::SSM::Parameter' && properties.Name === `/evergrant/jada/grant/${name}`,
      );
      return JSON.stringify(document?.properties.Value).match(/evergrant-jada-[A-Za-z0-9]+/g);
    };
    expect(queuesOf('crew-sheets')).toEqual(['evergrant-jada-ops', 'evergrant-jada-orchestrator']);
    expect(queuesOf('mayor')).toEqual(['evergrant-jada-T440']);
  });

  it('waits for the common stack and for no stack of daemons: there is no circle', () => {
    const { deployment } = deployed(HOSTED);
    const hosts = deployment.node.children.filter((child) => child.node.id.startsWith('hosts-'));
    expect(hosts).toHaveLength(3);
    for (const stack of hosts)
      expect(stack instanceof Stack && stack.dependencies.map(({ node }) => node.id)).toEqual(['common']);
  });
});

describe('a host of a deployment', () => {
  it('is granted what its consumers need', () => {
    const { app, deployment } = deployed(HOSTED);
    const data = new Stack(app, 'Data', PLACE);
    Bucket.fromBucketName(data, 'Crew', 'shipcaptaincrew-data').grantRead(deployment.host('ops'));
    const policies = Template.fromStack(Stack.of(deployment.host('ops').role)).findResources(
      'AWS::IAM::Policy',
    );
    expect(Object.values(policies)).toHaveLength(1);
    expect(JSON.stringify(policies)).toContain('shipcaptaincrew-data');
  });

  it('is refused under a name that is not declared', () => {
    expect(() => deployed(HOSTED).deployment.host('opps')).toThrow(
      'host: "opps" is no host of the declaration; expected one of: orchestrator, ops, T440',
    );
    expect(() => deployed(SIGNED).deployment.host('host')).toThrow('none is declared');
  });

  it('is declared in one place', () => {
    expect(() => deployed(HOSTED, { hosts: { T440: { tokens: ['sheets'] } } })).toThrow(
      'hosts: the declaration has hosts, too; expected them in one place',
    );
  });

  it('of EC2 is in the network that is given', () => {
    const { app } = deployed(HOSTED, { vpc: given() });
    const types = app
      .synth()
      .stacks.flatMap(({ template }) =>
        Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type),
      );
    expect(types).toContain('AWS::EC2::Instance');
    expect(types).not.toContain('AWS::EC2::VPC');
  });
});

function given() {
  const place = { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-a'] };
  return Vpc.fromVpcAttributes(new Stack(new App(), 'Network', PLACE), 'Given', place);
}
