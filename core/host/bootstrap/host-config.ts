import type { BootstrapOptions } from './bootstrap-options.ts';
import { HOST_PLACES } from './host-places.ts';

/** Text of host.json: who the host daemon is. It never holds a secret. */
export function hostConfig({ deployment, host, region, account }: BootstrapOptions): string {
  const identity =
    host.kind === 'ec2'
      ? { kind: 'instanceProfile' }
      : { kind: 'sharedCredentials', file: HOST_PLACES.credentials, profile: 'default' };
  return `${JSON.stringify({ schema: 1, deployment, host: host.name, region, account, identity }, null, 2)}\n`;
}
