import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { functionName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import type { DeployedApp } from '../support/deployed-app.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { outlastLock, rotationOf, STEPS } from '../support/rotate-by-steps.ts';

const world = deployedWorlds();

/**
 * Calls that change something outside. To die at a call that only reads is to die after the write before it, or after
 * the exchange, which the death before the first write that follows it covers.
 */
const WRITES = new Set([
  'dynamodb:PutItem',
  'dynamodb:DeleteItem',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'sqs:SendMessageBatch',
]);

/** A deployment whose rotation function can be killed at its nth write, before or after AWS did it. */
async function mortal() {
  const death = { at: 0, done: true, seen: 0, died: undefined as string | undefined };
  let app: DeployedApp | undefined;
  const jada = await world({
    fault({ principal, action }) {
      if (!principal.endsWith(`role/${functionName('jada', 'rotate')}`) || !WRITES.has(action))
        return undefined;
      death.seen += 1;
      if (death.seen !== death.at) return undefined;
      death.died = action;
      app?.function('rotate').runtime.kill();
      return { kind: death.done ? 'dropAfter' : 'dropBefore' };
    },
  });
  app = jada.app;
  await jada.login();
  const dieAt = (at: number, done: boolean) => Object.assign(death, { at, done, seen: 0, died: undefined });
  const generation = async () => (await currentToken(jada.deployment.secrets, 'sheets'))?.generation;
  return { ...jada, ...rotationOf(jada), death, dieAt, generation };
}

describe('a rotation whose function dies', () => {
  it('after any of its writes is finished by the next try, by one exchange and with a token in force throughout', async () => {
    const jada = await mortal();
    const { age, rotate, step, label, death, dieAt, exchanges, generation } = jada;
    const deaths: string[] = [];
    for (let at = 1; ; at += 1) {
      await age('crew', 30 * MINUTE);
      dieAt(at, true);
      const { versionId, steps } = await rotate();
      if (death.died === undefined) break;
      deaths.push(death.died);
      expect(steps.at(-1)?.ok).toBe(false);
      expect([at, at + 1]).toContain(await generation());
      await outlastLock(jada);
      for (const Step of STEPS) expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
      expect([label('AWSCURRENT'), label('AWSPENDING')]).toEqual([versionId, versionId]);
      expect([await generation(), exchanges().length]).toEqual([at + 1, at]);
    }
    expect(new Set(deaths)).toEqual(WRITES);
    expect(exchanges().every(({ outcome }) => outcome === 'issued')).toBe(true);
  }, 120_000);

  it('between the exchange and its saving sends nothing again: the token stays, and people are told', async () => {
    const jada = await mortal();
    const { app, age, rotate, step, label, death, dieAt, exchanges, generation, deployment } = jada;
    await age('crew', 50 * MINUTE);
    dieAt(3, false);
    const { versionId } = await rotate();
    expect(death.died).toBe('secretsmanager:PutSecretValue');
    expect(exchanges()).toMatchObject([{ outcome: 'issued' }]);
    await outlastLock(jada);
    expect(await step('createSecret', versionId)).toMatchObject({
      kind: 'threw',
      errorMessage: expect.stringContaining('grant crew gives no new token'),
    });
    // The rotation tells nobody; whoever looks at the grant within a minute of its last write does.
    const { ledger, due } = deployment;
    expect(await due.due(Date.now() + MINUTE, 10)).toEqual(['crew']);
    const { revision = 0 } = (await ledger.read('grant', 'crew')) ?? {};
    await due.lookAgain('crew', { revision, at: Date.now() });
    await app.tick();
    expect([exchanges().length, await generation(), label('AWSPENDING')]).toEqual([1, 1, versionId]);
    expect((await deployment.ledger.read('grant', 'crew'))?.item).toMatchObject({
      latch: { reason: 'RotationLost' },
      intent: null,
    });
    expect(await deployment.ledger.list('incident')).toMatchObject([{ item: { closedAt: null } }]);
    await jada.login();
    expect(await generation()).toBe(2);
    expect(app.denials).toEqual([]);
  }, 60_000);
});
