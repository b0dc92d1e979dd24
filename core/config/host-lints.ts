import type { Declaration } from './declaration.ts';
import type { HostDeclaration } from './host-declaration.ts';
import type { Lint } from './lint.ts';

/** What deserves a second look in hosts. */
export function hostLints({ hosts, daemons }: Pick<Declaration, 'hosts' | 'daemons'>): readonly Lint[] {
  const all = [...hosts.values()];
  return [
    ...[...daemons.values()].flatMap(({ name, kind }) => (kind === 'supervised' ? onSeveral(name, all) : [])),
    ...all.flatMap(openToAll),
  ];
}

/** Each host runs it by itself, and none knows of the others. */
function onSeveral(daemon: string, hosts: readonly HostDeclaration[]): readonly Lint[] {
  const names = hosts.filter(({ daemons }) => daemons.some(({ name }) => name === daemon));
  if (names.length < 2) return [];
  const where = names.map(({ name }) => name).join(', ');
  const message = `runs on each of ${where}, at times of its own; where its work must be done once, name it for one of them`;
  return [{ code: 'RunsOnSeveral', path: `daemons.${daemon}`, message }];
}

function openToAll(host: HostDeclaration): readonly Lint[] {
  const ports = host.kind === 'external' ? [] : host.ports;
  return ports.flatMap(({ port, from }, at): readonly Lint[] => {
    if (!from.includes('0.0.0.0/0') && !from.includes('::/0')) return [];
    const message = `port ${port} is open to everybody; evergrant ssh needs no open port on EC2, and on Lightsail 22 from where you are`;
    return [{ code: 'OpenToAll', path: `hosts.${host.name}.ports[${at}]`, message }];
  });
}
