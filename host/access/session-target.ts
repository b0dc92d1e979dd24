import type { SSMClient } from '@aws-sdk/client-ssm';
import { managedNodes } from '../../adapters/systems-manager/managed-nodes.ts';
import { Fault } from '../../core/fault.ts';
import { newestNode } from '../../core/host/managed-node.ts';
import { toIso } from '../../core/time.ts';

/** Options of {@link sessionTarget}. */
export interface TargetOptions {
  readonly deployment: string;
  readonly host: string;
  readonly region: string;
  /** What makes a machine of this host known to Systems Manager. */
  readonly whenUnknown: string;
}

/** The machine that a session is for. */
export interface SessionTarget {
  readonly id: string;
  /** Further machines that are online as the same host, which is wrong. */
  readonly others: readonly string[];
}

/**
 * Finds the machine of a host by its tag.
 * @throws Fault `HostUnknownToSystemsManager`, `HostOffline`, and the faults of AWS
 */
export async function sessionTarget(client: SSMClient, options: TargetOptions): Promise<SessionTarget> {
  const { host, region, whenUnknown } = options;
  const nodes = await managedNodes(client, options);
  const node = newestNode(nodes);
  if (!node)
    throw new Fault({
      code: 'HostUnknownToSystemsManager',
      message: `Systems Manager knows no machine of host ${host} in ${region}`,
      remedy: whenUnknown,
    });
  if (!node.online)
    throw new Fault({
      code: 'HostOffline',
      message: `${node.id} of host ${host} does not speak to Systems Manager: it was last heard ${node.heardAt === null ? 'never' : `at ${toIso(node.heardAt)}`}`,
      remedy: node.id.startsWith('mi-')
        ? 'on the machine, as root: systemctl restart amazon-ssm-agent'
        : `see whether it runs: aws ec2 get-console-output --instance-id ${node.id} --region ${region}; restart it: aws ec2 reboot-instances --instance-ids ${node.id} --region ${region}`,
    });
  const others = nodes.filter(({ id, online }) => online && id !== node.id).map(({ id }) => id);
  return { id: node.id, others };
}

/** The words that open a session; they hold no secret. */
export function sessionCommand(
  target: string,
  { region }: { region: string },
): readonly [string, ...string[]] {
  return ['aws', 'ssm', 'start-session', '--target', target, '--region', region];
}
