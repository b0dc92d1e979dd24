import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { activationWorlds, SIGNATURE } from '../../support/activation-worlds.ts';
import { AwsError } from '../../support/aws/aws-error.ts';
import { lambdaNode } from '../../support/lambda-runtime/lambda-node.ts';
import { activationProperties, resourceRequest } from '../../support/resource-request.ts';

const world = activationWorlds();

const OTHER = activationProperties({
  Replacement: 'evergrant-jada-ops.us-east-1a.small_3_0.amazon_linux_2023',
});

describe(`the bundle of activation with the rights of its stack, on ${lambdaNode().title}`, () => {
  it('lives a whole life: create, an update of nothing, a replacement, deletes', async () => {
    const { app, ask, machines, ids, nodes, answers, log } = await world();
    const first = await ask({ type: 'Create', request: 'r-1' });
    expect(first).toMatchObject({ status: 'SUCCESS', attribute: first.id });
    const old = machines.register(first.id, { code: first.code, now: Date.now() });
    // Restored from a snapshot.
    const restored = machines.addNode('mi-0123456789abcdef0', { tags: old.tags, now: Date.now() });
    restored.activation = first.id;
    machines.addNode('mi-0fedcba9876543210', { tags: old.tags, now: Date.now() });

    const longer = activationProperties({ ExpiresInHours: '48' });
    const was = activationProperties();
    const same = { type: 'Update', physicalId: first.id, oldProperties: was } as const;
    expect(await ask({ ...same, request: 'r-2', properties: longer })).toMatchObject({
      status: 'SUCCESS',
      id: first.id,
      attribute: first.id,
      code: 'shown-once-and-gone',
    });
    expect(ids()).toEqual([first.id]);

    const second = await ask({ ...same, request: 'r-3', properties: OTHER });
    expect(ids()).toEqual([first.id, second.id]);
    await ask({ type: 'Delete', request: 'r-3', physicalId: first.id, properties: was });
    expect([ids(), nodes()]).toEqual([[second.id], ['mi-0fedcba9876543210']]);

    machines.register(second.id, { code: second.code, now: Date.now() });
    await ask({ type: 'Delete', request: 'r-4', physicalId: second.id, properties: OTHER });
    expect([ids(), nodes()]).toEqual([[], ['mi-0fedcba9876543210']]);
    expect(answers().every(({ NoEcho, Status }) => NoEcho === true && Status === 'SUCCESS')).toBe(true);

    for (const secret of [first.code, second.code, SIGNATURE]) expect(log()).not.toContain(secret);
    expect(app.denials).toEqual([]);
    // All but the key of its environment, which Lambda uses in its name: what it may is what a life needs.
    expect(app.unused()).toEqual([expect.stringContaining('kms:Decrypt')]);
  });

  it('goes back to the machine that runs when a deploy fails behind a replacement', async () => {
    const { ask, machines, ids, nodes } = await world();
    const first = await ask({ type: 'Create', request: 'r-1' });
    const node = machines.register(first.id, { code: first.code, now: Date.now() });
    const was = activationProperties();
    const second = await ask({
      type: 'Update',
      request: 'r-2',
      physicalId: first.id,
      properties: OTHER,
      oldProperties: was,
    });
    const back = await ask({
      type: 'Update',
      request: 'r-3',
      physicalId: second.id,
      properties: was,
      oldProperties: OTHER,
    });
    expect(back.id).toBe(first.id);
    await ask({ type: 'Delete', request: 'r-4', physicalId: second.id, properties: OTHER });
    expect([ids(), nodes()]).toEqual([[first.id], [node.id]]);
  });

  it('leaves one activation when a try died after making it, and CloudFormation asks again', async () => {
    const { app, ask, ids } = await world();
    // Its second call is CreateActivation, which is done then.
    app.dieAtCall('activation', { call: 2, done: true });
    const event = resourceRequest({ type: 'Create', request: 'r-1', url: 'http://127.0.0.1:9/' });
    expect(await app.invoke('activation', event)).toMatchObject({ kind: 'died' });
    expect(ids()).toHaveLength(1);
    const [lost] = ids();
    const { id, status } = await ask({ type: 'Create', request: 'r-1' });
    expect(status).toBe('SUCCESS');
    expect([ids(), id === lost]).toEqual([[id], false]);
  });

  it('leaves nothing when a create fails, tells why, and its delete succeeds', async () => {
    const error = new AwsError('AccessDeniedException', 'text of the request');
    const { ask, ids, log } = await world({
      fault: ({ action }) => (action === 'ssm:CreateActivation' ? { kind: 'refuse', error } : undefined),
    });
    const failed = await ask({ type: 'Create', request: 'r-1' });
    expect(failed).toMatchObject({ status: 'FAILED', id: 'no-activation-r-1' });
    expect(failed.reason).toMatch(
      /^role evergrant-jada-host-ops: .*ssm:CreateActivation.*\(AwsDenied\); next: /,
    );
    expect(failed.reason).not.toContain('text of the request');
    expect(await ask({ type: 'Delete', request: 'r-2', physicalId: failed.id })).toMatchObject({
      status: 'SUCCESS',
    });
    expect(ids()).toEqual([]);
    expect(log()).toContain('"reason":"AwsDenied"');
    expect(log()).not.toContain(SIGNATURE);
  });

  it('makes one although the connection broke after it was made', async () => {
    let broken = 0;
    const { ask, ids } = await world({
      fault: ({ action }) => {
        if (action !== 'ssm:CreateActivation' || broken > 0) return undefined;
        broken += 1;
        return { kind: 'dropAfter' };
      },
    });
    const { status, id } = await ask({ type: 'Create', request: 'r-1' });
    expect([broken, status, ids()]).toEqual([1, 'SUCCESS', [id]]);
  });

  it('answers for a resource of another deployment, and its rights do not go so far', async () => {
    const { app, ask, ids } = await world();
    const properties = activationProperties({
      Deployment: 'other',
      RoleName: 'evergrant-other-host-ops',
    });
    expect(await ask({ type: 'Create', request: 'r-1', properties })).toMatchObject({ status: 'FAILED' });
    expect(ids()).toEqual([]);
    const { role } = app.function('activation');
    const passed = (name: string) =>
      app.decide(role, {
        action: 'iam:PassRole',
        resource: `arn:aws:iam::123456789012:role/${name}`,
        context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
      }).kind;
    expect([passed('evergrant-jada-host-ops'), passed('evergrant-other-host-ops')]).toEqual([
      'allowed',
      'denied',
    ]);
  });

  it('is a small bundle', async () => {
    const { bundles } = await world();
    expect(statSync(join(bundles, 'activation', 'index.mjs')).size).toBeLessThan(1_000_000);
  });
});
