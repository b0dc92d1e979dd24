import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { hostParameter, hostRoleName, secretName } from '../../core/wire.ts';
import { secretArn, templateAuthoriser } from '../support/deployment/template-authoriser.ts';
import { resourcesIn, standInBundles, synthesizedDeployment } from '../support/synthesized-deployment.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
/** Hosts may read no other version. */
const IN_FORCE = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const NODES = ['PC-A', 'T440'] as const;

describe('examples/openclaw-nodes on AWS', () => {
  const yaml = readFileSync('examples/openclaw-nodes/evergrant.aws.yaml', 'utf8');
  const { templates } = synthesizedDeployment(yaml, { code: standInBundles(folder()) });
  const resources = resourcesIn(templates);

  it('makes no machine: both are there already', () => {
    const types = resources.map(({ type }) => type);
    expect(types).toContain('AWS::IAM::Role');
    expect(types).not.toContain('AWS::EC2::Instance');
    expect(types).not.toContain('AWS::Lightsail::Instance');
  });

  it.each(NODES)('tells %s of its own gateway alone, and of the socket for its user', (node) => {
    const [document, ...others] = resources.filter(
      ({ properties }) => properties.Name === hostParameter('openclaw', node),
    );
    expect(others).toEqual([]);
    const { declaration } = JSON.parse(String(document?.properties.Value)) as {
      declaration: { daemons: Record<string, unknown>; tokenSocket: unknown };
    };
    expect(Object.keys(declaration.daemons)).toEqual([`gateway-${node.toLowerCase()}`]);
    expect(declaration.tokenSocket).toMatchObject({ group: 'openclaw', tokens: ['agents'] });
  });

  it.each(NODES)('lets %s read the token and never the grant', async (node) => {
    const { decide } = await templateAuthoriser(
      [...templates].map(([name, template]) => ({ name, template })),
    );
    const role = `arn:aws:iam::123456789012:role/${hostRoleName('openclaw', node)}`;
    const reads = (resource: string) =>
      decide(role, { action: 'secretsmanager:GetSecretValue', resource, context: IN_FORCE }).kind;
    expect(reads(secretArn(secretName('openclaw', 'token/agents')))).toBe('allowed');
    expect(reads(secretArn(secretName('openclaw', 'grant/agents')))).toBe('denied');
  });
});
