import {
  type InstanceInformation,
  type InstanceInformationStringFilter,
  paginateDescribeInstanceInformation,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ManagedNode } from '../../core/host/managed-node.ts';
import { HOST_TAG, hostTagValue } from '../../core/wire.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

/**
 * The machines that are tagged as this host, those that are silent included. Needs `ssm:DescribeInstanceInformation`.
 * @throws Fault of AWS
 */
export async function managedNodes(
  client: SSMClient,
  { deployment, host }: { deployment: string; host: string },
): Promise<readonly ManagedNode[]> {
  const filter = { Key: `tag:${HOST_TAG}`, Values: [hostTagValue(deployment, host)] };
  try {
    return await nodesBy(client, filter);
  } catch (error) {
    throw awsFault(error, { resource: `host ${host}`, action: 'ssm:DescribeInstanceInformation' });
  }
}

/**
 * The machines that registered by an activation, whatever their tags are now; none where it is unknown. Needs
 * `ssm:DescribeInstanceInformation`.
 * @throws Fault of AWS
 */
export async function nodesOfActivation(client: SSMClient, id: string): Promise<readonly ManagedNode[]> {
  try {
    return await nodesBy(client, { Key: 'ActivationIds', Values: [id] });
  } catch (error) {
    if (awsErrorName(error) === 'InvalidInstanceInformationFilterValue') return [];
    throw awsFault(error, { resource: `activation ${id}`, action: 'ssm:DescribeInstanceInformation' });
  }
}

async function nodesBy(
  client: SSMClient,
  filter: InstanceInformationStringFilter,
): Promise<readonly ManagedNode[]> {
  const nodes: ManagedNode[] = [];
  const pages = paginateDescribeInstanceInformation({ client }, { Filters: [filter] });
  for await (const { InstanceInformationList = [] } of pages)
    nodes.push(...InstanceInformationList.flatMap(nodeOf));
  return nodes;
}

function nodeOf(found: InstanceInformation): readonly ManagedNode[] {
  const { InstanceId: id, PingStatus, LastPingDateTime, RegistrationDate, ActivationId } = found;
  if (id === undefined) return [];
  return [
    {
      id,
      online: PingStatus === 'Online',
      heardAt: LastPingDateTime?.getTime() ?? null,
      registeredAt: RegistrationDate?.getTime() ?? null,
      activation: ActivationId,
    },
  ];
}
