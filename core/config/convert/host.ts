import type { DaemonDeclaration } from '../daemon-declaration.ts';
import type { HostDeclaration, HostTerms } from '../host-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { SinkDeclaration } from '../sink-declaration.ts';
import type { TokenDeclaration } from '../token-declaration.ts';

type ParsedHost = ParsedDeclaration['hosts'][string];

/** What a host is converted from. */
interface Source {
  readonly host: ParsedHost;
  /** Of the engine. */
  readonly region: string;
  /** What a name stands for. */
  daemon(name: string): DaemonDeclaration;
  sink(name: string): SinkDeclaration;
  token(name: string): TokenDeclaration;
}

export function convertHost(name: string, source: Source): HostDeclaration {
  const { host, region } = source;
  const { ports = [] } = host;
  const terms = termsOf(name, source);
  switch (host.kind) {
    case 'ec2': {
      const { instanceType = 't4g.nano', volumeGiB = 8, zone } = host;
      return { kind: host.kind, ...terms, instanceType, volumeGiB, zone, ports };
    }
    case 'lightsail': {
      const { bundle = 'micro_3_0', blueprint = 'amazon_linux_2023', zone = `${region}a` } = host;
      return { kind: host.kind, ...terms, bundle, blueprint, zone, ports };
    }
    case 'external':
      return { kind: host.kind, ...terms };
  }
}

function termsOf(name: string, source: Source): HostTerms {
  const { host } = source;
  const daemons = host.daemons.map(source.daemon);
  const sinks = [...daemons.flatMap(({ uses }) => uses), ...host.sinks.map(source.sink)];
  const tokens = [
    ...sinks.map(({ token }) => token),
    ...daemons.flatMap((daemon) => daemon.tokens.map(({ token }) => token)),
    ...host.tokens.map(source.token),
  ];
  return { name, daemons: distinct(daemons), sinks: distinct(sinks), tokens: distinct(tokens) };
}

function distinct<T extends { readonly name: string }>(things: readonly T[]): readonly T[] {
  return [...new Map(things.map((thing) => [thing.name, thing])).values()];
}
