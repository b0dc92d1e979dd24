import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { rotationOf, STEPS } from '../support/rotate-by-steps.ts';

const world = deployedWorlds();

const HALF_HOUR = 30 * MINUTE;
const FINE = STEPS.map((Step) => ({ Step, ok: true }));

/** A deployment whose token is old enough for a rotation. */
async function signedIn(options: Parameters<typeof world>[0] = {}) {
  const jada = await world(options);
  await jada.login();
  await jada.age('crew', HALF_HOUR);
  const generation = async () => (await currentToken(jada.deployment.secrets, 'sheets'))?.generation;
  return { ...jada, ...rotationOf(jada), generation };
}

describe('the rotation of a token secret by Secrets Manager', () => {
  it('brings a new token into force by one exchange and leaves nothing pending', async () => {
    const { rotate, label, generation, exchanges, app } = await signedIn();
    const { versionId, steps } = await rotate();
    expect(steps).toEqual(FINE);
    expect([label('AWSCURRENT'), label('AWSPENDING')]).toEqual([versionId, versionId]);
    expect(await generation()).toBe(2);
    expect(exchanges()).toMatchObject([{ outcome: 'issued' }]);
    expect(app.denials).toEqual([]);
    expect(JSON.stringify(app.function('rotate').runtime.lines)).not.toContain('"RotationToken"');
  });

  it('does every step twice, in either spelling, and still sends one exchange', async () => {
    const { secret, step, label, generation, exchanges } = await signedIn();
    const versionId = 'a2f0c1de-0000-4000-8000-000000000001';
    for (const Step of [...STEPS, 'create_secret', 'set_secret', 'test_secret', 'finish_secret']) {
      expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
      expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
    }
    expect([label('AWSCURRENT'), await generation(), exchanges().length]).toEqual([versionId, 2, 1]);
    expect(secret.versions.stored.size).toBe(3);
  });

  it('puts nothing in force that was not made, and nothing older than what is in force', async () => {
    const { step, label, generation, app, age } = await signedIn();
    const early = 'a2f0c1de-0000-4000-8000-000000000002';
    expect(await step('finishSecret', early)).toMatchObject({
      kind: 'threw',
      errorMessage: expect.stringContaining('has no pending value'),
    });
    expect(await generation()).toBe(1);
    expect(await step('createSecret', early)).toMatchObject({ kind: 'returned' });
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect(await generation()).toBe(3);
    const inForce = label('AWSCURRENT');
    expect(await step('finishSecret', early)).toMatchObject({ kind: 'returned' });
    expect([label('AWSCURRENT'), label('AWSPENDING'), await generation()]).toEqual([inForce, undefined, 3]);
  });

  it('stands throttling and reads that lag behind writes, by one exchange', async () => {
    const throttled = new Map<string, number>();
    const { rotate, generation, exchanges, app, step } = await signedIn({
      fault(call) {
        const times = throttled.get(call.action) ?? 0;
        if (!call.principal.startsWith('arn:') || times >= 2 || call.via !== undefined) return undefined;
        throttled.set(call.action, times + 1);
        return { kind: 'throttle' };
      },
    });
    app.aws.services.secretsManager.vault.lag = 2;
    const { versionId, steps } = await rotate();
    // What was throttled too long is a failed step, which Secrets Manager tries again.
    if (steps.some(({ ok }) => !ok))
      for (const Step of STEPS) expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
    app.aws.services.secretsManager.vault.lag = 0;
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
    expect(throttled.size).toBeGreaterThan(8);
  });

  it('refuses a secret that is not ours, and says in the log how to take the function off it', async () => {
    const { app, events } = await signedIn();
    const SecretId = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:billing/password-AbC123';
    const call = { Step: 'createSecret', SecretId, ClientRequestToken: 'v' };
    expect(await app.invoke('rotate', call)).toMatchObject({
      kind: 'threw',
      errorMessage:
        'billing/password is neither a token nor a signing key of deployment jada, and rotate works on those only',
    });
    expect(events('rotate').at(-1)).toMatchObject({
      type: 'finding',
      credential: 'billing/password',
      reason: 'NotOurSecret',
      details: { remedy: expect.stringContaining('cancel-rotate-secret --secret-id billing/password') },
    });
    expect(app.denials).toEqual([]);
  });

  it('is stuck once a rotation died for good, until a tick takes the label off', async () => {
    const { rotate, label, secret, app, age, events, deployment } = await signedIn();
    const { grants } = deployment;
    expect((await grants.open('crew')).name).toBe('crew');
    app.dieAtCall('rotate', { call: 1, done: true });
    const { versionId, steps } = await rotate();
    expect(steps).toEqual([{ Step: 'createSecret', ok: false }]);
    await expect(rotate()).rejects.toThrow("previous rotation isn't complete");
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect(label('AWSPENDING')).toBe(versionId);

    const { stored, labels } = secret.versions;
    const older = [...stored].map(
      ([id, version]) => [id, { ...version, createdAt: version.createdAt - 4 * MINUTE }] as const,
    );
    secret.write({ labels, stored: new Map(older) }, 0);
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect(label('AWSPENDING')).toBeUndefined();
    expect(events('refresh').at(-1)).toMatchObject({
      type: 'finding',
      reason: 'PendingDropped',
      credential: 'crew',
    });
    await age('crew', HALF_HOUR);
    expect((await rotate()).steps).toEqual(FINE);
    expect(app.denials).toEqual([]);
  });
});
