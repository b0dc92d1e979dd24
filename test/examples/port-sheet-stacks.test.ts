import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resourcesIn, standInBundles, synthesizedDeployment } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

describe('examples/port-sheet on AWS', () => {
  const yaml = readFileSync('examples/port-sheet/evergrant.aws.yaml', 'utf8');
  const { templates } = synthesizedDeployment(yaml, { code: standInBundles(folder()) });
  const resources = resourcesIn(templates);
  const the = (type: string) => resources.find((resource) => resource.type === type)?.properties;

  it('is one Lightsail host of 1 GB in us-east-1 without an open port', () => {
    expect(the('AWS::Lightsail::Instance')).toMatchObject({
      BundleId: 'micro_3_0',
      BlueprintId: 'amazon_linux_2023',
      AvailabilityZone: 'us-east-1a',
      Networking: { Ports: [{ AccessType: 'private' }] },
    });
  });

  it('brings the job and the orchestrator to the host by its document', () => {
    const document = resources.find(
      ({ properties }) => properties.Name === '/evergrant/port-sheet/host/jada-agent-orchestrator',
    );
    expect(JSON.parse(String(document?.properties.Value))).toMatchObject({
      declaration: {
        daemons: {
          'port-sheet': { every: '30m' },
          'jada-agent': { external: true, unit: 'jada-agent.service' },
        },
      },
    });
  });

  it('watches the lines of both, and ships them by the role of the host alone', () => {
    const groups = resources
      .filter(({ type }) => type === 'AWS::Logs::LogGroup')
      .map(({ properties }) => properties.LogGroupName);
    expect(groups).toEqual(
      expect.arrayContaining(
        ['port-sheet', 'jada-agent'].map((daemon) => `/evergrant/port-sheet/daemon/${daemon}`),
      ),
    );
    const lines = resources.filter(
      ({ type, properties }) =>
        type === 'AWS::IAM::Policy' && JSON.stringify(properties).includes('/daemon/port-sheet:*'),
    );
    expect(lines.map(({ id }) => id)).toEqual([expect.stringMatching(/^Hostjadaagentorchestrator/)]);
  });
});
