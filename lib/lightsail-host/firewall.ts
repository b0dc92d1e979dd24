import type { CfnInstance } from 'aws-cdk-lib/aws-lightsail';
import type { HostPort } from '../../core/config/host-declaration.ts';

/**
 * The ports of a Lightsail instance as its resource takes them. They replace those that Lightsail opens by itself (22 to
 * everybody among them), but only if there is one: an empty list is passed over. So where none is declared there is one that
 * is closed.
 */
export function firewall(ports: readonly HostPort[]): CfnInstance.NetworkingProperty {
  return { ports: ports.length === 0 ? [CLOSED] : ports.map(opened) };
}

/** Ports that are private are left out of what the firewall is told: it is told of none, and closes all. */
const CLOSED: CfnInstance.PortProperty = {
  accessType: 'private',
  protocol: 'tcp',
  fromPort: 22,
  toPort: 22,
};

function opened({ port, from }: HostPort): CfnInstance.PortProperty {
  const ipv6Cidrs = from.filter((block) => block.includes(':'));
  const cidrs = from.filter((block) => !block.includes(':'));
  return {
    accessType: 'public',
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    ...(cidrs.length > 0 && { cidrs }),
    ...(ipv6Cidrs.length > 0 && { ipv6Cidrs }),
  };
}
