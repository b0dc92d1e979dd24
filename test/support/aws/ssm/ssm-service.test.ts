import {
  GetParameterCommand,
  GetParametersByPathCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();

describe('the simulated Parameter Store', () => {
  it('stores, overwrites on demand only, and counts versions', async () => {
    const ssm = await client();
    const put = { Name: '/evergrant/jada/grant/crew', Value: '{"a":1}' };
    expect(await ssm.send(new PutParameterCommand({ ...put, Type: 'String' }))).toMatchObject({ Version: 1 });
    await expect(ssm.send(new PutParameterCommand(put))).rejects.toBeInstanceOf(ParameterAlreadyExists);
    const over = new PutParameterCommand({ ...put, Value: '{"a":2}', Overwrite: true });
    expect(await ssm.send(over)).toMatchObject({ Version: 2 });
    expect(await ssm.send(new GetParameterCommand({ Name: put.Name }))).toMatchObject({
      Parameter: {
        Value: '{"a":2}',
        Version: 2,
        ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/evergrant/jada/grant/crew',
        LastModifiedDate: expect.any(Date),
      },
    });
    const other = ssm.send(new GetParameterCommand({ Name: '/other' }));
    await expect(other).rejects.toBeInstanceOf(ParameterNotFound);
  });

  it('lists a path in pages of ten at most, and deeper ones on demand', async () => {
    const ssm = await client();
    const names = Array.from({ length: 12 }, (_, n) => `/e/grant/g${String(n).padStart(2, '0')}`);
    for (const Name of [...names, '/e/grant/deep/er', '/e/grants'])
      await ssm.send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' }));
    const list = async (more: {
      NextToken?: string | undefined;
      Recursive?: boolean;
      MaxResults?: number;
    }) => {
      const page = await ssm.send(new GetParametersByPathCommand({ Path: '/e/grant', ...more }));
      return { names: (page.Parameters ?? []).map(({ Name }) => Name), NextToken: page.NextToken };
    };
    const first = await list({});
    const second = await list({ NextToken: first.NextToken });
    expect([...first.names, ...second.names]).toEqual(names);
    expect(second.NextToken).toBeUndefined();
    expect((await list({ Recursive: true, MaxResults: 1 })).names).toEqual(['/e/grant/deep/er']);
  });

  it('refuses more than a standard parameter holds, and members that it does not know', async () => {
    const ssm = await client();
    const put = { Name: 'x', Value: 'x', Type: 'String' } as const;
    const big = ssm.send(new PutParameterCommand({ ...put, Value: 'x'.repeat(4097) }));
    await expect(big).rejects.toMatchObject({ name: 'ValidationException' });
    const odd = ssm.send(new PutParameterCommand({ ...put, Policies: '[]' }));
    await expect(odd).rejects.toMatchObject({
      name: 'NotSimulated',
      message: expect.stringContaining('Policies of ssm:PutParameter'),
    });
  });
});

async function client(): Promise<SSMClient> {
  return new SSMClient((await start()).client());
}
