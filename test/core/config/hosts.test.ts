import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseDeclaration } from '../../../core/config/parse.ts';

const COMMON = `
version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
alerts: { ops: { email: ops@example.com } }
clients: { google: { issuer: google, publishingStatus: production, credentialsFile: gmail.json } }
grants:
  crew-sheets: { client: google, account: ops@example.com, scopes: [spreadsheets] }
  office: { client: google, account: ops@example.com, scopes: [gmail.readonly] }
sinks:
  port-sheet-token: { token: crew-sheets, file: /opt/jada/token.json }
  shared-cache: { token: office, file: /opt/jada/google_token.json }
daemons:
  port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token] }
  mail: { external: true, uses: [{ token: office, via: socket }] }
`;

const where = { resolve: (path: string) => path, stateDirectory: () => '/state' };

function parsed(hosts: string, common = COMMON) {
  return parseDeclaration(parse(`${common}\n${hosts}`), where);
}

function hostOf(hosts: string, name: string) {
  const result = parsed(hosts);
  if (result.kind !== 'valid') throw new Error(JSON.stringify(result.problems));
  return result.declaration.hosts.get(name);
}

function problems(hosts: string, common?: string) {
  const result = parsed(hosts, common);
  return result.kind === 'valid'
    ? []
    : result.problems.map(({ path, kind, expected }) => ({ path: path.join('.'), kind, expected }));
}

describe('hosts', () => {
  it('have the sinks and tokens of their daemons, and those named for them', () => {
    const host = hostOf(
      'hosts: { box: { kind: external, daemons: [port-sheet, mail], sinks: [shared-cache] } }',
      'box',
    );
    expect(host?.sinks.map(({ name }) => name)).toEqual(['port-sheet-token', 'shared-cache']);
    expect(host?.tokens.map(({ name }) => name)).toEqual(['crew-sheets', 'office']);
    expect(host?.daemons.map(({ name }) => name)).toEqual(['port-sheet', 'mail']);
  });

  it('may each have a file of the same name, which one host may not have twice', () => {
    const twins = COMMON.replace('/opt/jada/google_token.json', '/opt/jada/token.json');
    const apart = `hosts:
  here: { kind: external, daemons: [port-sheet] }
  there: { kind: external, sinks: [shared-cache] }`;
    expect(problems(apart, twins)).toEqual([]);
    expect(problems(apart.replace('[port-sheet] ', '[port-sheet], sinks: [shared-cache] '), twins)).toEqual([
      { path: 'sinks.shared-cache.file', kind: 'conflict', expected: 'a file of its own' },
    ]);
  });

  it('that are none leave one machine, on which two sinks may not have one file', () => {
    const twins = COMMON.replace('/opt/jada/google_token.json', '/opt/jada/token.json');
    const conflict = { path: 'sinks.shared-cache.file', kind: 'conflict', expected: 'a file of its own' };
    expect(problems('', twins)).toEqual([conflict]);
    expect(problems('', twins.replace('engine: { kind: aws, region: us-east-1 }\n', ''))).toContainEqual(
      conflict,
    );
  });

  it('on Lightsail are small, and closed to the outside', () => {
    expect(hostOf('hosts: { box: { kind: lightsail, tokens: [office] } }', 'box')).toMatchObject({
      kind: 'lightsail',
      bundle: 'micro_3_0',
      blueprint: 'amazon_linux_2023',
      zone: 'us-east-1a',
      ports: [],
    });
  });

  it('on EC2 are small, and closed to the outside', () => {
    expect(hostOf('hosts: { box: { kind: ec2, tokens: [office] } }', 'box')).toMatchObject({
      kind: 'ec2',
      instanceType: 't4g.nano',
      volumeGiB: 8,
      zone: undefined,
      ports: [],
    });
  });

  it('have ports as they are declared', () => {
    const host = hostOf(
      'hosts: { box: { kind: ec2, tokens: [office], ports: [{ port: 22, from: [203.0.113.7/32] }] } }',
      'box',
    );
    expect(host).toMatchObject({ ports: [{ port: 22, from: ['203.0.113.7/32'] }] });
  });

  it.each([
    ['a name that AWS does not take', 'a.b: { kind: ec2, tokens: [office] }', 'hosts.a.b', 'malformedName'],
    [
      'a name of a queue of the broker',
      'fan-out: { kind: ec2, tokens: [office] }',
      'hosts.fan-out',
      'malformed',
    ],
    [
      'a key of another kind',
      'box: { kind: external, tokens: [office], bundle: nano_3_0 }',
      'hosts.box.bundle',
      'refusedKey',
    ],
    ['a host that receives nothing', 'box: { kind: external }', 'hosts.box', 'missing'],
    [
      'a daemon that is not declared',
      'box: { kind: external, daemons: [port-sheat], tokens: [office] }',
      'hosts.box.daemons.0',
      'undefinedReference',
    ],
    [
      'a sink that is not declared',
      'box: { kind: external, sinks: [cache], tokens: [office] }',
      'hosts.box.sinks.0',
      'undefinedReference',
    ],
    [
      'a token that is not declared',
      'box: { kind: external, tokens: [offise] }',
      'hosts.box.tokens.0',
      'undefinedReference',
    ],
    [
      'a port from nowhere',
      'box: { kind: ec2, tokens: [office], ports: [{ port: 22, from: [] }] }',
      'hosts.box.ports.0.from',
      'malformed',
    ],
    [
      'an instance type that is not arm64',
      'box: { kind: ec2, tokens: [office], instanceType: t3.nano }',
      'hosts.box.instanceType',
      'malformed',
    ],
    ['a kind that is none', 'box: { kind: vm, tokens: [office] }', 'hosts.box.kind', 'unknownWord'],
    [
      'a port that is a number alone',
      'box: { kind: ec2, tokens: [office], ports: [22] }',
      'hosts.box.ports.0',
      'wrongType',
    ],
    [
      'a block of addresses that is none',
      'box: { kind: ec2, tokens: [office], ports: [{ port: 22, from: [10.0.0.300/32] }] }',
      'hosts.box.ports.0.from.0',
      'malformed',
    ],
    [
      'Windows, which the bootstrap does not know',
      'box: { kind: lightsail, tokens: [office], blueprint: windows_server_2022 }',
      'hosts.box.blueprint',
      'malformed',
    ],
    [
      'a bundle for Windows',
      'box: { kind: lightsail, tokens: [office], bundle: micro_win_3_0 }',
      'hosts.box.bundle',
      'malformed',
    ],
    [
      'a zone of another Region',
      'box: { kind: lightsail, tokens: [office], zone: us-west-2a }',
      'hosts.box.zone',
      'malformed',
    ],
    ['tokens that are no list', 'box: { kind: ec2, tokens: office }', 'hosts.box.tokens', 'wrongType'],
    ['a name with a dot', 'box.one: { kind: external, tokens: [office] }', 'hosts.box.one', 'malformedName'],
  ])('are refused with %s, and for nothing else', (_, host, path, kind) => {
    expect(problems(`hosts: { ${host} }`)).toEqual([expect.objectContaining({ path, kind })]);
  });

  it('that run one daemon, or open a port to everybody, are worth a warning', () => {
    const ports = 'ports: [{ port: 22, from: [203.0.113.7/32] }, { port: 443, from: ["::/0"] }]';
    const result = parsed(
      `hosts: { one: { kind: ec2, daemons: [port-sheet], ${ports} }, two: { kind: external, daemons: [port-sheet, mail] } }`,
    );
    const lints = result.kind === 'valid' ? result.declaration.lints : [];
    const ours = lints.filter(({ code }) => code === 'OpenToAll' || code === 'RunsOnSeveral');
    expect(ours.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'RunsOnSeveral daemons.port-sheet',
      'OpenToAll hosts.one.ports[1]',
    ]);
  });

  it('are of a deployment whose name CloudFormation and Lambda take', () => {
    const hosts = 'hosts: { box: { kind: external, tokens: [office] } }';
    const of = (deployment: string) =>
      problems(hosts, COMMON.replace('deployment: jada', `deployment: ${deployment}`));
    for (const name of ['jada.x', 'jada_x'])
      expect(of(name)).toEqual([expect.objectContaining({ path: 'deployment', kind: 'malformed' })]);
    expect(of('jada-x')).toEqual([]);
  });

  it('are refused when IAM would not take the name of their role', () => {
    const longest = 'x'.repeat(38);
    const hosts = `hosts: { box: { kind: external, tokens: [office] }, ${longest}: { kind: external, tokens: [office] } }`;
    const of = (deployment: string) =>
      problems(hosts, COMMON.replace('deployment: jada', `deployment: ${deployment}`));
    expect(of('d'.repeat(10))).toEqual([]);
    const role = `evergrant-${'d'.repeat(11)}-host-${longest}`;
    expect(role).toHaveLength(65);
    expect(of('d'.repeat(11))).toEqual([
      {
        path: `hosts.${longest}`,
        kind: 'malformed',
        expected: `1 character less in this name or in that of the deployment: IAM takes 64 in the name of the role, ${role}`,
      },
    ]);
  });

  it('are refused when CloudFormation could not tell two of them apart', () => {
    const [problem] = problems(
      'hosts: { PC-A: { kind: external, tokens: [office] }, PCA: { kind: external, tokens: [office] } }',
    );
    expect(problem).toMatchObject({ path: 'hosts.PCA', kind: 'conflict' });
    expect(
      problems(
        'hosts: { pc: { kind: external, tokens: [office] }, PC: { kind: external, tokens: [office] } }',
      ),
    ).toEqual([expect.objectContaining({ path: 'hosts.PC', kind: 'conflict' })]);
  });

  it('are refused with a sink whose file is relative to a home that they do not have', () => {
    const relative = COMMON.replace('/opt/jada/token.json', '~/token.json');
    expect(problems('hosts: { box: { kind: external, tokens: [office] } }', relative)).toEqual([
      {
        path: 'sinks.port-sheet-token.file',
        kind: 'malformed',
        expected: 'an absolute path: the file lies on a host',
      },
    ]);
  });

  it('are refused with more tokens than the policies of a role have room for', () => {
    const names = ['office', ...Array.from({ length: 40 }, (_, at) => `t${at}`)];
    const tokens = `tokens: { ${names.map((name) => `${name}: { grant: office }`).join(', ')} }`;
    const found = problems(`${tokens}\nhosts: { box: { kind: external, tokens: [${names.join(', ')}] } }`);
    expect(found).toEqual([
      expect.objectContaining({ path: 'hosts.box', expected: expect.stringContaining('40 tokens at most') }),
    ]);
  });

  it('are of the aws engine', () => {
    const machine = COMMON.replace('{ kind: aws, region: us-east-1 }', '{ kind: machine }').replace(
      'email: ops@example.com',
      'file: ./alerts.log',
    );
    expect(problems('hosts: { box: { kind: external, tokens: [office] } }', machine)).toEqual([
      expect.objectContaining({ path: 'hosts', kind: 'refusedKey' }),
    ]);
  });

  it('are needed for a token socket in AWS', () => {
    const socket = 'tokenSocket: { group: jada, tokens: [office] }';
    expect(problems(socket)).toEqual([expect.objectContaining({ path: 'tokenSocket', kind: 'refusedKey' })]);
    expect(problems(`${socket}\nhosts: { box: { kind: external, tokens: [office] } }`)).toEqual([]);
  });
});
