import { declared, type RawMapping, valueAt } from '../raw-tree.ts';

/** What the daemons of a host use, as it is written. */
export function usesOfHost(host: RawMapping, raw: unknown): readonly unknown[] {
  return list(host.daemons).flatMap((daemon) => list(valueAt(raw, ['daemons', String(daemon), 'uses'])));
}

/** Names of the sinks that lie on a host: its own and those that its daemons use. */
export function sinksOfHost(host: RawMapping, raw: unknown): readonly unknown[] {
  return [...list(host.sinks), ...usesOfHost(host, raw).filter((use) => typeof use === 'string')];
}

/** Names of the hosts that a sink lies on; undefined: on the one machine that there is. */
export function hostsOfSink(sink: string, raw: unknown): readonly string[] | undefined {
  const hosts = declared(raw, 'hosts');
  if (hosts.length === 0) return undefined;
  return hosts.filter(([, host]) => sinksOfHost(host, raw).includes(sink)).map(([name]) => name);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
