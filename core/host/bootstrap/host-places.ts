/** Where things lie on a host. Root owns all of it but the state. */
export const HOST_PLACES = {
  base: '/opt/evergrant',
  update: '/opt/evergrant/bin/evergrant-update',
  program: '/opt/evergrant/bin/evergrant-host',
  config: '/etc/evergrant/host.json',
  state: '/var/lib/evergrant',
  runtime: '/run/evergrant',
  units: '/etc/systemd/system',
  /** What the SSM agent writes for root, anew before it expires. */
  agentCredentials: '/root/.aws/credentials',
  /** A copy for the host daemon. */
  credentials: '/run/evergrant-identity/credentials',
} as const;

/** Who the host daemon runs as. */
export const HOST_USER = 'evergrant';
