import { describe, expect, it } from '@jest/globals';
import type { Sent } from '../../../adapters/cloudformation/send-answer.ts';
import { nodeDigest as digest } from '../../../adapters/node/node-digest.ts';
import { Fault } from '../../../core/fault.ts';
import { createActivationHandler } from '../../../lambda/activation/handler.ts';
import { IdleClock } from '../../support/fakes/idle-clock.ts';
import { MemoryActivations } from '../../support/fakes/memory-activations.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../support/json.ts';
import { activationProperties, type RequestPlan, resourceRequest } from '../../support/resource-request.ts';

const ADDRESS = 'https://answers.example/x?X-Amz-Signature=secret';
const TIME = 120_000;
const roleMissing = () =>
  new Fault({ code: 'HostRoleMissing', message: 'no role', remedy: 'npx cdk deploy --all' });

/** A function with two minutes, and CloudFormation that hears its answers. */
function world({
  sent = () => ({ kind: 'taken' }),
  deployment = () => 'jada',
}: {
  sent?: () => Sent;
  deployment?: () => string;
} = {}) {
  const activations = new MemoryActivations();
  const clock = new IdleClock();
  const answers: JsonObject[] = [];
  const failed: unknown[] = [];
  const handler = createActivationHandler({
    deployment,
    activations: () => activations,
    digest,
    clock,
    send: async ({ address, body }) => {
      expect(address.reveal()).toBe(ADDRESS);
      const answer = parseJson(body.reveal()) ?? null;
      if (isJsonObject(answer)) answers.push(answer);
      return sent();
    },
    failed: (error) => void failed.push(error),
  });
  const began = clock.now();
  return {
    activations,
    answers,
    failed,
    spent: () => clock.now() - began,
    /** @returns the answer */
    ask: async (plan: Omit<RequestPlan, 'url'>) => {
      await handler(resourceRequest({ ...plan, url: ADDRESS }), { getRemainingTimeInMillis: () => TIME });
      return answers.at(-1);
    },
    handler,
  };
}

describe('the function that makes activations', () => {
  it('answers a create with id and code, hidden', async () => {
    const { ask, activations } = world();
    const answer = await ask({ type: 'Create', request: 'r-1' });
    const [id = ''] = activations.ids;
    expect(answer).toEqual({
      Status: 'SUCCESS',
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/EvergrantHosts/6b0f',
      RequestId: 'r-1',
      LogicalResourceId: 'opsActivation5E1B',
      PhysicalResourceId: id,
      NoEcho: true,
      Data: { ActivationId: id, ActivationCode: expect.any(String) },
    });
  });

  it('waits for a role that was made a moment ago', async () => {
    const { ask, activations, failed } = world();
    const make = activations.make.bind(activations);
    let tries = 0;
    activations.make = async (order) => {
      tries += 1;
      if (tries < 5) throw roleMissing();
      return await make(order);
    };
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({ Status: 'SUCCESS' });
    expect([activations.ids.length, failed]).toEqual([1, []]);
  });

  it('gives up on what does not come, with what is to be done, in time', async () => {
    const { ask, activations, failed, spent } = world();
    activations.make = () => Promise.reject(roleMissing());
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({
      Status: 'FAILED',
      Reason: 'no role (HostRoleMissing); next: npx cdk deploy --all',
      PhysicalResourceId: 'no-activation-r-1',
      NoEcho: true,
    });
    expect(spent()).toBeLessThan(TIME / 2 + 1);
    expect(failed).toMatchObject([{ code: 'HostRoleMissing' }]);
  });

  it('gives up at once on what no other try would mend', async () => {
    const { ask, activations, spent } = world();
    const denied = new Fault({ code: 'AwsDenied', message: 'not allowed', remedy: 'allow it' });
    activations.make = () => Promise.reject(denied);
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({ Status: 'FAILED' });
    expect(spent()).toBe(0);
  });

  it('answers before its time is over when a call hangs, and touches nothing afterwards', async () => {
    const { ask, activations, spent } = world();
    const list = activations.list.bind(activations);
    let release = () => {};
    activations.list = async (host) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return await list(host);
    };
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('ActivationLate'),
    });
    expect(spent()).toBeLessThan(TIME);
    release();
    await new Promise(setImmediate);
    expect(activations.ids).toEqual([]);
  });

  it('deletes by the failed resource what the failed create could not', async () => {
    const { ask, activations } = world();
    const foreign = activations.addForeign('ops');
    const { make, list } = activations;
    activations.make = async (order) => {
      await make.call(activations, order);
      activations.list = () => Promise.reject(new Error('gone silent'));
      throw new Error('gone silent');
    };
    const answer = await ask({ type: 'Create', request: 'r-1' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.not.stringContaining('gone silent') });
    expect(activations.ids).toHaveLength(2);
    activations.list = list;
    const physicalId = String(answer?.PhysicalResourceId);
    expect(await ask({ type: 'Delete', request: 'r-2', physicalId })).toMatchObject({ Status: 'SUCCESS' });
    expect(activations.ids).toEqual([foreign]);
  });

  it.each(['EvergrantHosts-opsActivation5E1B-1ABCDEF', ''])(
    'has nothing to delete of the resource "%s", which CloudFormation named itself',
    async (physicalId) => {
      const { ask, activations } = world();
      activations.addForeign('ops');
      expect(await ask({ type: 'Delete', request: 'r-2', physicalId })).toMatchObject({
        Status: 'SUCCESS',
      });
      expect(activations.ids).toHaveLength(1);
    },
  );

  it.each([
    ['a create', { type: 'Create' }, 'no-activation-r-1'],
    ['an update', { type: 'Update', physicalId: 'there' }, 'there'],
  ] as const)('refuses %s with properties that are wrong', async (_, plan, id) => {
    const { ask, activations } = world();
    const properties = activationProperties({ RoleName: 'Admin' });
    expect(await ask({ ...plan, request: 'r-1', properties })).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: id,
      Reason: expect.stringContaining('evergrant-jada-host-ops (ResourceInvalid); next: '),
    });
    expect(activations.ids).toEqual([]);
  });

  it('tells CloudFormation what the function itself lacks', async () => {
    const missing = new Fault({ code: 'EnvironmentIncomplete', message: 'EVERGRANT_DEPLOYMENT is not set' });
    const { ask } = world({
      deployment: () => {
        throw missing;
      },
    });
    expect(await ask({ type: 'Create', request: 'r-1' })).toMatchObject({
      Status: 'FAILED',
      Reason: 'EVERGRANT_DEPLOYMENT is not set (EnvironmentIncomplete)',
    });
  });

  it('deletes an activation whose answer was refused: nobody knows its code', async () => {
    const { ask, activations, failed } = world({ sent: () => ({ kind: 'refused', status: 403 }) });
    await ask({ type: 'Create', request: 'r-1' });
    expect(activations.ids).toEqual([]);
    expect(failed).toMatchObject([{ code: 'AnswerNotTaken', message: expect.stringContaining('403') }]);
  });

  it('leaves an activation whose answer may have arrived, and says so in its log', async () => {
    const { ask, activations, failed } = world({ sent: () => ({ kind: 'unknown' }) });
    await ask({ type: 'Create', request: 'r-1' });
    expect(activations.ids).toHaveLength(1);
    expect(failed).toMatchObject([{ code: 'AnswerNotTaken' }]);
  });

  it('makes it anew when the answer was not taken, and not when it was', async () => {
    const outcomes: Sent[] = [{ kind: 'unknown' }, { kind: 'taken' }];
    const { ask, activations, answers } = world({ sent: () => outcomes.shift() ?? { kind: 'taken' } });
    for (let copy = 0; copy < 4; copy += 1) await ask({ type: 'Create', request: 'r-1' });
    expect(answers).toHaveLength(2);
    expect(activations.ids).toEqual([answers[1]?.PhysicalResourceId]);
  });

  it('throws for what it cannot answer, and says so in its log', async () => {
    const { handler, failed, answers } = world();
    const called = handler({ hello: 'world' }, { getRemainingTimeInMillis: () => TIME });
    await expect(called).rejects.toMatchObject({ code: 'EventUnknown' });
    expect(failed).toMatchObject([{ code: 'EventUnknown' }]);
    expect(answers).toEqual([]);
  });
});
