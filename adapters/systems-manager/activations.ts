import {
  type Activation,
  DeleteActivationCommand,
  paginateDescribeActivations,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ListedActivation } from '../../core/host/activation.ts';
import { HOST_TAG, hostTagValue } from '../../core/wire.ts';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';
import type { HostAddress } from './create-activation.ts';

/** The activations of a host, by their tag. Needs `ssm:DescribeActivations`. @throws Fault of AWS */
export async function hostActivations(
  client: SSMClient,
  { deployment, host }: HostAddress,
): Promise<readonly ListedActivation[]> {
  const Filters = [{ FilterKey: 'DefaultInstanceName' as const, FilterValues: [host] }];
  const listed: ListedActivation[] = [];
  try {
    for await (const { ActivationList = [] } of paginateDescribeActivations({ client }, { Filters }))
      listed.push(
        ...ActivationList.filter((each) => isOf(each, hostTagValue(deployment, host))).flatMap(listedOf),
      );
    return listed;
  } catch (error) {
    throw awsFault(error, { resource: `activations of host ${host}`, action: 'ssm:DescribeActivations' });
  }
}

/**
 * Deletes an activation; machines that registered with it stay registered. One that is not there is no failure.
 * Needs `ssm:DeleteActivation`. @throws Fault of AWS
 */
export async function deleteActivation(client: SSMClient, id: string): Promise<void> {
  try {
    await client.send(new DeleteActivationCommand({ ActivationId: id }));
  } catch (error) {
    if (['InvalidActivation', 'InvalidActivationId'].includes(awsErrorName(error))) return;
    throw awsFault(error, { resource: `activation ${id}`, action: 'ssm:DeleteActivation' });
  }
}

/** Two deployments of one account may have hosts of one name. */
function isOf({ Tags = [] }: Activation, value: string): boolean {
  return Tags.some((tag) => tag.Key === HOST_TAG && tag.Value === value);
}

function listedOf(found: Activation): readonly ListedActivation[] {
  const { ActivationId: id, RegistrationLimit = 1, RegistrationsCount = 0, Expired, ExpirationDate } = found;
  const { Description: description = '' } = found;
  if (id === undefined) return [];
  const state = RegistrationsCount >= RegistrationLimit ? 'used' : Expired ? 'expired' : 'open';
  return [{ id, state, expiresAt: ExpirationDate?.getTime() ?? null, description }];
}
