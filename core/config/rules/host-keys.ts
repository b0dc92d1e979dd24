import { FAN_OUT, hostRoleName } from '../../wire.ts';
import { HOST_NAME, MOST_HOST_TOKENS, ZONE_NAME } from '../host-declaration.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping, valueAt } from '../raw-tree.ts';
import { noneOf } from './choice.ts';
import { sinksOfHost, usesOfHost } from './sinks-of-host.ts';

/** Hosts have names that AWS takes, the keys of their kind, tokens to receive, and files that lie on them. */
export function hostKeys(raw: unknown): readonly ConfigProblem[] {
  if (valueAt(raw, ['engine', 'kind']) !== 'aws') return ofOtherEngine(raw);
  const hosts = declared(raw, 'hosts');
  return [
    ...hosts.flatMap(([name, host]) => [
      ...nameOf(name),
      ...roleOf(name, raw),
      ...keysOfKind(name, host),
      ...zoneOf(name, { host, raw }),
      ...tokensOf(name, { host, raw }),
    ]),
    ...namesakes(hosts.map(([name]) => name)),
    ...(hosts.length > 0 ? declared(raw, 'sinks').flatMap(([name, sink]) => fileOf(name, sink)) : []),
    ...(hasHosts(raw) ? [] : socketOfNobody(raw)),
  ];
}

/** Also one that is not declared as it should be. */
function hasHosts(raw: unknown): boolean {
  const hosts = valueAt(raw, ['hosts']);
  return isMapping(hosts) && Object.keys(hosts).length > 0;
}

function ofOtherEngine(raw: unknown): readonly ConfigProblem[] {
  return noneOf([], {
    mapping: isMapping(raw) ? raw : {},
    keys: ['hosts'],
    because: 'stands only beside "kind: aws" of the engine: with "machine" the one host is this one',
  });
}

function nameOf(name: string): readonly ConfigProblem[] {
  if (!name.startsWith(FAN_OUT) && !name.startsWith('tick')) return [];
  const expected = `another name: queues of the broker begin with ${FAN_OUT} and tick`;
  return [{ path: ['hosts', name], kind: 'malformed', received: name, expected }];
}

/** IAM, "Name requirements": characters of the name of a role. */
const MOST_OF_ROLE_NAME = 64;

/** The name of the deployment stands in that of the role, so only both together can be too long. */
function roleOf(name: string, raw: unknown): readonly ConfigProblem[] {
  const deployment = valueAt(raw, ['deployment']);
  // The default name of a deployment leaves room for any host.
  if (!HOST_NAME.test(name) || typeof deployment !== 'string') return [];
  const { length } = hostRoleName(deployment, name);
  if (length <= MOST_OF_ROLE_NAME) return [];
  const over = length - MOST_OF_ROLE_NAME;
  const expected = `${over} ${over === 1 ? 'character' : 'characters'} less in this name or in that of the deployment: IAM takes ${MOST_OF_ROLE_NAME} in the name of the role, ${hostRoleName(deployment, name)}`;
  return [{ path: ['hosts', name], kind: 'malformed', received: name, expected }];
}

/** CloudFormation knows a thing by letters and digits alone, and IAM does not tell names of roles apart by case. */
function namesakes(names: readonly string[]): readonly ConfigProblem[] {
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  return names.flatMap((name, at): ConfigProblem[] => {
    const other = names.slice(0, at).find((before) => plain(before) === plain(name));
    if (other === undefined) return [];
    const expected =
      'a name that differs in letters and digits, and not in their case alone, by which AWS tells hosts apart';
    return [{ path: ['hosts', name], kind: 'conflict', received: `hosts.${other}`, expected }];
  });
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  instanceType: ['ec2'],
  volumeGiB: ['ec2'],
  bundle: ['lightsail'],
  blueprint: ['lightsail'],
  zone: ['ec2', 'lightsail'],
  ports: ['ec2', 'lightsail'],
};

function keysOfKind(name: string, host: RawMapping): readonly ConfigProblem[] {
  const { kind } = host;
  if (kind !== 'ec2' && kind !== 'lightsail' && kind !== 'external') return [];
  return Object.entries(KINDS).flatMap(([key, kinds]) =>
    kinds.includes(kind)
      ? []
      : noneOf(['hosts', name], {
          mapping: host,
          keys: [key],
          because: `stands only beside "kind: ${kinds.join('" or "kind: ')}"`,
        }),
  );
}

/** The stacks are of one Region, and what they make lies in its zones. */
function zoneOf(name: string, { host, raw }: { host: RawMapping; raw: unknown }): readonly ConfigProblem[] {
  const region = valueAt(raw, ['engine', 'region']);
  const { zone } = host;
  if (typeof zone !== 'string' || !ZONE_NAME.test(zone)) return [];
  if (typeof region !== 'string' || zone.slice(0, -1) === region) return [];
  const expected = `a zone of ${region}, the Region of the engine, such as ${region}a`;
  return [{ path: ['hosts', name, 'zone'], kind: 'malformed', received: JSON.stringify(zone), expected }];
}

/** What a host may read is what its policies name, and those have room for so many. */
function tokensOf(name: string, { host, raw }: { host: RawMapping; raw: unknown }): readonly ConfigProblem[] {
  const path = ['hosts', name];
  const { size } = tokenNames(host, raw);
  if (size === 0 && isAllDeclared(host, raw)) {
    const expected = 'a token for this host: "uses" of its daemons, or "sinks" or "tokens" of its own';
    return [{ path, kind: 'missing', expected }];
  }
  if (size <= MOST_HOST_TOKENS) return [];
  const expected = `${MOST_HOST_TOKENS} tokens at most, which is what the policies of its role have room for: let daemons share a token, or make two hosts of it`;
  return [{ path, kind: 'malformed', received: `${size} tokens`, expected }];
}

/** Else it is told already what is wrong, and nobody knows what would be right. */
function isAllDeclared(host: RawMapping, raw: unknown): boolean {
  const { daemons = [], sinks = [], tokens = [] } = host;
  if (!Array.isArray(daemons) || !Array.isArray(sinks) || !Array.isArray(tokens)) return false;
  const isIn = (section: string) => (name: unknown) => valueAt(raw, [section, String(name)]) !== undefined;
  return daemons.every(isIn('daemons')) && sinksOfHost(host, raw).every(isIn('sinks'));
}

/** Names of the tokens of a host, as far as they are declared as they should be. */
function tokenNames(host: RawMapping, raw: unknown): ReadonlySet<unknown> {
  const uses = usesOfHost(host, raw);
  const sinks = sinksOfHost(host, raw);
  return new Set([
    ...(Array.isArray(host.tokens) ? host.tokens : []),
    ...sinks.map((sink) => valueAt(raw, ['sinks', String(sink), 'token'])),
    ...uses.flatMap((use) => (isMapping(use) ? [use.token] : [])),
  ]);
}

/** A home or a directory of whoever deploys means nothing on a host. */
function fileOf(name: string, { file, patch }: RawMapping): readonly ConfigProblem[] {
  const check = (path: Path, value: unknown): readonly ConfigProblem[] =>
    typeof value !== 'string' || value === '' || value.startsWith('/')
      ? []
      : [{ path, kind: 'malformed', received: value, expected: 'an absolute path: the file lies on a host' }];
  return [
    ...check(['sinks', name, 'file'], file),
    ...(isMapping(patch) ? check(['sinks', name, 'patch', 'file'], patch.file) : []),
  ];
}

function socketOfNobody(raw: unknown): readonly ConfigProblem[] {
  return noneOf([], {
    mapping: isMapping(raw) ? raw : {},
    keys: ['tokenSocket'],
    because: 'needs "hosts" in AWS: the daemon of a host serves it',
  });
}
