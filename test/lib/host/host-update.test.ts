import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withHosts } from '../../support/declared-host.ts';
import {
  resourcesIn,
  standInBundles,
  synthesizedDeployment,
  type TemplateResource,
} from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

const EACH_KIND = withHosts(
  `
  ops: { kind: ec2, sinks: [sheet-token] }
  orchestrator: { kind: lightsail, sinks: [sheet-token] }
  T440: { kind: external, sinks: [sheet-token] }
`,
  'sinks: { sheet-token: { token: sheets, file: /opt/jada/token.json } }',
);

/** The resources of hosts, with or without another release. */
function hosted(yaml: string, release = 'export {};\n'): readonly TemplateResource[] {
  const code = standInBundles(folder());
  writeFileSync(join(code, 'host', 'evergrant-host.mjs'), release);
  return resourcesIn(synthesizedDeployment(yaml, { code }).templates);
}

/** Types of the resources that differ, each once. */
function changed(before: readonly TemplateResource[], after: readonly TemplateResource[]): readonly string[] {
  const known = new Set(before.map((resource) => JSON.stringify(resource)));
  const others = after.filter((resource) => !known.has(JSON.stringify(resource)));
  return [...new Set(others.map(({ type }) => type))].sort();
}

describe('the update of a host', () => {
  const before = hosted(EACH_KIND);

  it('finds its host by a tag, wherever it runs', () => {
    const targets = before
      .filter(({ type }) => type === 'AWS::SSM::Association')
      .map(({ properties }) => properties.Targets);
    expect(targets).toHaveLength(3);
    for (const host of ['ops', 'orchestrator', 'T440'])
      expect(targets).toContainEqual([{ Key: 'tag:evergrant:host', Values: [`jada/${host}`] }]);
    const tagged = before.find(({ type }) => type === 'AWS::EC2::Instance');
    expect(tagged?.properties.Tags).toContainEqual({ Key: 'evergrant:host', Value: 'jada/ops' });
  });

  it('installs the release by its SHA-256 from the one bucket', () => {
    const documents = before.filter(({ type }) => type === 'AWS::SSM::Document');
    for (const { properties } of documents)
      expect(JSON.stringify(properties.Content)).toMatch(
        /evergrant-update install --sha256 '[0-9a-f]{64}' --source 's3:\/\/cdk-[^']+\.mjs'/,
      );
  });

  it('fits a document of Systems Manager, and its parameter is used by its text', () => {
    for (const { type, properties } of before) {
      if (type !== 'AWS::SSM::Document') continue;
      const text = JSON.stringify(properties.Content);
      expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
      expect(text.match(/\{\{[^}]*\}\}/g)).toEqual(['{{ Text }}']);
    }
  });

  it('of another release touches no instance and no user data', () => {
    expect(changed(before, hosted(EACH_KIND, 'export const other = 1;\n'))).toEqual([
      'AWS::IAM::Policy',
      'AWS::SSM::Association',
      'AWS::SSM::Document',
      'AWS::SSM::Parameter',
    ]);
  });

  it('of another sink touches no instance and no user data', () => {
    const moved = EACH_KIND.replace('/opt/jada/token.json', '/srv/jada/token.json');
    expect(changed(before, hosted(moved))).toEqual([
      'AWS::SSM::Association',
      'AWS::SSM::Document',
      'AWS::SSM::Parameter',
    ]);
  });

  it('changes nothing where nothing changed', () => {
    expect(changed(before, hosted(EACH_KIND))).toEqual([]);
  });
});
