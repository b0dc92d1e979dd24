import { hostQueueName } from '../../core/wire.ts';
import type { HostConfig } from './host-config.ts';

/** Address of the queue of this host. Clients go by their Region; what counts in it is the name. */
export function queueUrl({ region, account, deployment, host }: HostConfig): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${hostQueueName(deployment, host)}`;
}
