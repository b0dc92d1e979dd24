import { paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { awsFault } from '../aws-call/aws-fault.ts';

/**
 * The texts of all parameters of a folder, by their whole names.
 *
 * @param folder begins with a slash and ends in none
 * @throws Fault of AWS, with the folder's name
 */
export async function readParametersBelow(
  client: SSMClient,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  try {
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: folder })) {
      for (const { Name, Value } of Parameters) {
        if (Name !== undefined && Value !== undefined) texts.set(Name, Value);
      }
    }
  } catch (error) {
    throw awsFault(error, { resource: `parameters below ${folder}`, action: 'ssm:GetParametersByPath' });
  }
  return texts;
}
