import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { systemActivations } from '../../../adapters/systems-manager/system-activations.ts';
import { AwsError } from '../../support/aws/aws-error.ts';
import type { AwsFault } from '../../support/aws/fault.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { activationsContract } from '../../support/contracts/activations-contract.ts';

const start = simulatedAws();
const MARK = { deployment: 'jada', host: 'ops', machine: '0123456789ab', request: 'r-1' };

async function world(fault?: (action: string) => AwsFault | undefined) {
  const aws = await start({ fault: ({ action }) => fault?.(action) });
  const { machines } = aws.services.ssm;
  return { aws, machines, activations: systemActivations(new SSMClient(aws.client()), 'jada') };
}

const order = () => ({ mark: MARK, expiresAt: Date.now() + 3_600_000 });

activationsContract('Systems Manager', async () => {
  const { activations, machines } = await world();
  return { activations, register: (id, code) => void machines.register(id, { code, now: Date.now() }) };
});

describe('activations in Systems Manager', () => {
  it('are for one machine, with role, tag and name of the host', async () => {
    const { activations, machines } = await world();
    const { id } = await activations.make(order());
    expect(machines.activations.get(id)).toMatchObject({
      role: 'evergrant-jada-host-ops',
      name: 'ops',
      limit: 1,
      tags: [{ Key: 'evergrant:host', Value: 'jada/ops' }],
      description: 'evergrant jada/ops machine 0123456789ab request r-1',
    });
  });

  it('are listed without those of another deployment', async () => {
    const { activations, aws } = await world();
    const other = systemActivations(new SSMClient(aws.client()), 'other');
    await other.make({ ...order(), mark: { ...MARK, deployment: 'other' } });
    expect(await activations.list('ops')).toEqual([]);
  });

  it('name the role that is not there', async () => {
    const { activations, machines } = await world();
    machines.roles.add('another');
    await expect(activations.make(order())).rejects.toMatchObject({
      code: 'HostRoleMissing',
      message: expect.stringContaining('evergrant-jada-host-ops'),
    });
  });

  it.each([
    ['list', 'ssm:DescribeActivations'],
    ['machinesOf', 'ssm:DescribeInstanceInformation'],
    ['deregister', 'ssm:DeregisterManagedInstance'],
    ['delete', 'ssm:DeleteActivation'],
  ] as const)('say at %s what is not allowed', async (method, action) => {
    const error = new AwsError('AccessDeniedException', 'no');
    const { activations } = await world(() => ({ kind: 'refuse', error }));
    const subject = method === 'deregister' ? 'mi-0123456789abcdef0' : '0d1c6a9e-3f0b-4b0e-9c55-8f6d3c1e2a77';
    await expect(activations[method](subject)).rejects.toMatchObject({
      code: 'AwsDenied',
      message: expect.stringContaining(action),
    });
  });

  it('have no machines where Systems Manager takes the id of a deleted one for no value', async () => {
    const error = new AwsError('InvalidInstanceInformationFilterValue', '');
    const { activations } = await world(() => ({ kind: 'refuse', error }));
    expect(await activations.machinesOf('0d1c6a9e-3f0b-4b0e-9c55-8f6d3c1e2a77')).toEqual([]);
  });

  it('are one for each call, however it ends', async () => {
    const { activations, machines } = await world((action) =>
      action === 'ssm:CreateActivation' ? { kind: 'dropAfter' } : undefined,
    );
    await expect(activations.make(order())).rejects.toMatchObject({
      code: 'AwsUnreachable',
      retryable: true,
    });
    expect(machines.activations.size).toBe(1);
  });
});
