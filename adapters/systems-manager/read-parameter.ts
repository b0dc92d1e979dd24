import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { awsFault } from '../aws-call/aws-fault.ts';

/**
 * The text of a parameter.
 * @throws Fault `AwsResourceMissing` for one that is not deployed, and the other faults of AWS, with its name
 */
export async function readParameter(client: SSMClient, name: string): Promise<string> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return Parameter?.Value ?? '';
  } catch (error) {
    throw awsFault(error, { resource: `parameter ${name}`, action: 'ssm:GetParameter' });
  }
}
