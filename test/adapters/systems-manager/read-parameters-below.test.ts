import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { readParametersBelow } from '../../../adapters/systems-manager/read-parameters-below.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const FOLDER = '/evergrant/jada/grant';

describe('the parameters below a folder', () => {
  it('are all of them by name, and none of another folder', async () => {
    const client = new SSMClient((await start()).client());
    const names = Array.from({ length: 23 }, (_, at) => `${FOLDER}/g${at}`);
    for (const Name of [...names, '/evergrant/other/grant/g0'])
      await client.send(new PutParameterCommand({ Name, Value: `of ${Name}`, Type: 'String' }));
    const found = await readParametersBelow(client, FOLDER);
    expect([...found.keys()].sort()).toEqual(names.sort());
    expect(found.get(`${FOLDER}/g7`)).toBe(`of ${FOLDER}/g7`);
  });

  it('are none where nothing is deployed', async () => {
    expect(await readParametersBelow(new SSMClient((await start()).client()), FOLDER)).toEqual(new Map());
  });

  it('name the folder that may not be read', async () => {
    const client = new SSMClient((await start({ authorize: () => 'deny' })).client());
    await expect(readParametersBelow(client, FOLDER)).rejects.toMatchObject({
      code: 'AwsDenied',
      message: `parameters below ${FOLDER}: whoever calls is not allowed ssm:GetParametersByPath`,
    });
  });
});
