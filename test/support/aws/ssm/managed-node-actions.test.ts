import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  paginateDescribeInstanceInformation,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();
const NOW = Date.parse('2026-11-22T12:00:00Z');
const TAGS = [{ Key: 'a', Value: 'b' }];

async function world() {
  let now = NOW;
  const aws = await start({ now: () => now });
  const client = new SSMClient(aws.client());
  const { machines } = aws.services.ssm;
  return {
    machines,
    client,
    later: (by: number) => {
      now += by;
      return now;
    },
    create: (more: object = {}) =>
      client.send(
        new CreateActivationCommand({ IamRole: 'r', Tags: TAGS, DefaultInstanceName: 'h', ...more }),
      ),
  };
}

describe('the simulated machines of Systems Manager', () => {
  it('register once by an activation, with its tags', async () => {
    const { create, machines, client } = await world();
    const { ActivationId: id = '', ActivationCode: code = '' } = await create();
    expect(() => machines.register(id, { code: 'other', now: NOW })).toThrow();
    const node = machines.register(id, { code, now: NOW });
    expect(() => machines.register(id, { code, now: NOW })).toThrow();
    const { ActivationList } = await client.send(
      new DescribeActivationsCommand({
        Filters: [{ FilterKey: 'DefaultInstanceName', FilterValues: ['h'] }],
      }),
    );
    expect(ActivationList).toMatchObject([
      { ActivationId: id, RegistrationsCount: 1, RegistrationLimit: 1, Expired: false, Tags: TAGS },
    ]);
    await client.send(new DeleteActivationCommand({ ActivationId: id }));
    expect(machines.nodes.get(node.id)?.tags).toEqual(TAGS);
    await client.send(new DeregisterManagedInstanceCommand({ InstanceId: node.id }));
    const twice = client.send(new DeregisterManagedInstanceCommand({ InstanceId: node.id }));
    await expect(twice).rejects.toMatchObject({ name: 'InvalidInstanceId' });
  });

  it('do not register after the end of an activation, which is a day by default and 30 at most', async () => {
    const { create, machines, later } = await world();
    const { ActivationId: id = '', ActivationCode: code = '' } = await create();
    const now = later(86_400_000);
    expect(() => machines.register(id, { code, now })).toThrow();
    const far = create({ ExpirationDate: new Date(now + 31 * 86_400_000) });
    await expect(far).rejects.toMatchObject({ name: 'ValidationException' });
    machines.roles.add('another');
    await expect(create()).rejects.toMatchObject({ message: expect.stringContaining('Nonexistent role') });
  });

  it('are found by their tag, in pages', async () => {
    const { machines, client } = await world();
    for (let n = 0; n < 12; n += 1) machines.addNode(`i-${n}`, { tags: TAGS, now: NOW });
    machines.addNode('i-other', { tags: [], now: NOW });
    const found: unknown[] = [];
    let pages = 0;
    const Filters = [{ Key: 'tag:a', Values: ['b'] }];
    for await (const page of paginateDescribeInstanceInformation({ client }, { Filters })) {
      found.push(...(page.InstanceInformationList ?? []));
      pages += 1;
    }
    expect([found.length, pages]).toEqual([12, 2]);
  });
});
