import { join } from 'node:path';
import type { HostWorld } from './host-world.ts';

/** What its unit gives the host daemon, with the simulator for AWS. */
export function hostEnvironment(world: HostWorld): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: world.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    STATE_DIRECTORY: join(world.folder, 'state'),
    RUNTIME_DIRECTORY: join(world.folder, 'run'),
  };
}
