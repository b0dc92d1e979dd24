import { describe, expect, it } from '@jest/globals';
import {
  PORT_SHEET,
  resourcesIn,
  standInBundles,
  synthesizedDeployment,
} from '../../support/synthesized-deployment.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const synthesized = (yaml: string, options = {}) =>
  synthesizedDeployment(yaml, { code: standInBundles(folder()), ...options });

/** As many as one broker keeps, in a declaration of many lines. */
function fleet(size: { grants: number; daemons: number }): string {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  return [
    'version: 1',
    'deployment: jada',
    'engine: { kind: aws, region: us-east-1, account: "123456789012" }',
    'clients:',
    '  google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json }',
    'grants:',
    ...numbers(size.grants).map((n) => `  grant-${n}: { client: google, scopes: [spreadsheets] }`),
    'sinks:',
    ...numbers(size.daemons).map((n) => `  sink-${n}: { token: grant-${n}, file: /opt/t-${n}.json }`),
    'daemons:',
    ...numbers(size.daemons).map((n) => `  daemon-${n}: { external: true, uses: [sink-${n}] }`),
  ].join('\n');
}

describe('the stacks of a declaration', () => {
  const { templates } = synthesized(PORT_SHEET);

  it('are five for one grant, one host and one daemon', () => {
    expect([...templates.keys()].map((name) => name.replace(/-\d\d$/, '')).sort()).toEqual([
      'evergrant-jada',
      'evergrant-jada-credentials',
      'evergrant-jada-daemons',
      'evergrant-jada-health',
      'evergrant-jada-hosts',
    ]);
  });

  it('say the next command', () => {
    expect(JSON.stringify(templates.get('evergrant-jada')?.Outputs)).toContain('evergrant login crew-sheets');
  });

  it('subscribe whom the declaration names', () => {
    const endpoints = resourcesIn(templates)
      .filter(({ type }) => type === 'AWS::SNS::Subscription')
      .map(({ properties }) => properties.Protocol);
    expect(endpoints.sort()).toEqual(['email', 'https', 'lambda']);
  });

  it('tell the one host of the token, and let it read it', () => {
    const document = resourcesIn(templates).find(({ type }) => type === 'AWS::SSM::Parameter');
    expect(JSON.stringify(document)).toContain('/123456789012/evergrant-jada-host');
    const policy = resourcesIn(templates).find(({ type }) => type === 'AWS::IAM::ManagedPolicy');
    expect(JSON.stringify(policy)).toContain('evergrant/jada/token/sheets-??????');
  });

  it('watch a daemon at its declared interval', () => {
    const lately = resourcesIn(templates).find(
      ({ properties }) => properties.AlarmName === 'evergrant-jada-daemon-port-sheet-lately',
    );
    expect(lately?.properties.Period).toBe(1800);
  });

  it('are refused for a host with a token that nobody declared', () => {
    expect(() => synthesized(PORT_SHEET, { hosts: { T440: { tokens: ['sheet'] } } })).toThrow(
      'hosts.T440.tokens: "sheet" is no token of the declaration',
    );
  });

  it('are refused for the machine engine', () => {
    const machine = 'version: 1\nclients: {}\ngrants: {}\n';
    expect(() => synthesized(machine)).toThrow('declaration.engine: expected kind aws, got machine');
  });
});

describe('a fleet of 1,000 credentials, 200 hosts and 200 daemons', () => {
  const hosts = Object.fromEntries(
    Array.from({ length: 200 }, (_, n) => [
      `host-${n}`,
      { tokens: [`grant-${n}`], daemons: [`daemon-${n}`] },
    ]),
  );
  const { templates } = synthesized(fleet({ grants: 1_000, daemons: 200 }), { hosts });

  it('fits the 500 resources of each stack', () => {
    const sizes = [...templates].map(([name]) => [
      name,
      resourcesIn(templates).filter(({ stack }) => stack === name).length,
    ]);
    expect(sizes.filter(([, size]) => Number(size) > 450)).toEqual([]);
  });

  it('has 4 resources for each credential, 3 for each host with a role of its own and 15 for each daemon', () => {
    const count = (kind: string) =>
      resourcesIn(templates).filter(({ stack }) => stack.startsWith(`evergrant-jada-${kind}-`)).length;
    expect([count('credentials'), count('hosts'), count('daemons')]).toEqual([4_000, 600, 3_000]);
  });

  it('moves nothing when one is added', () => {
    const placesOf = (grants: number) =>
      resourcesIn(synthesized(fleet({ grants, daemons: 1 })).templates)
        .filter(({ type }) => type === 'AWS::SecretsManager::Secret')
        .map(({ stack, id, properties }) => `${stack}/${id}/${properties.Name}`);
    const more = new Set(placesOf(40));
    expect(placesOf(39).filter((place) => !more.has(place))).toEqual([]);
  });
});
