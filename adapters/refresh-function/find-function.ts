import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { awsFault } from '../aws-call/aws-fault.ts';

/** @throws Fault `AwsResourceMissing` for a function that is not deployed, and the other faults of AWS */
export async function findFunction(client: LambdaClient, name: string): Promise<void> {
  await client.send(new GetFunctionConfigurationCommand({ FunctionName: name })).catch((error: unknown) => {
    throw awsFault(error, { resource: `function ${name}`, action: 'lambda:GetFunctionConfiguration' });
  });
}
