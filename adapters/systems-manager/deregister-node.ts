import { DeregisterManagedInstanceCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { awsErrorName, awsFault } from '../aws-call/aws-fault.ts';

/**
 * Ends the registration of a machine; one that is not registered is no failure. It gets no credentials from then on,
 * and those that it has work until they end, an hour at most. Needs `ssm:DeregisterManagedInstance`.
 * @throws Fault of AWS
 */
export async function deregisterNode(client: SSMClient, id: string): Promise<void> {
  try {
    await client.send(new DeregisterManagedInstanceCommand({ InstanceId: id }));
  } catch (error) {
    if (awsErrorName(error) === 'InvalidInstanceId') return;
    throw awsFault(error, { resource: `machine ${id}`, action: 'ssm:DeregisterManagedInstance' });
  }
}
