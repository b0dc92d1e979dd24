import { MINUTE, type Milliseconds } from '../../core/time.ts';
import { functionName, secretName, tableName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import type { AwsCall } from './aws/aws-service.ts';
import type { DeployedApp } from './deployed-app.ts';
import type { deployedWorlds } from './deployed-world.ts';
import { outlastLock } from './rotate-by-steps.ts';

/** Where `refresh` dies. */
export interface Death {
  /** The call to AWS at which it is killed. */
  readonly at: (call: AwsCall) => boolean;
  /** Whether AWS does it all the same. */
  readonly done: boolean;
}

/** The write by which an exchange becomes known before it is sent. */
export const recordsIntent = ({ action, input }: AwsCall) =>
  action === 'dynamodb:PutItem' && JSON.stringify(input).includes('sentFingerprint');

/** The write by which an answer becomes durable. */
export const savesGrant = ({ action, input }: AwsCall) =>
  action === 'secretsmanager:PutSecretValue' && input.SecretId === secretName('jada', 'grant/crew');

/** The nth call, from 1, that changes something outside, people included. */
export function nthWrite(n: number): Death['at'] {
  let seen = 0;
  return ({ action }) => {
    if (WRITES.has(action)) seen += 1;
    return seen === n;
  };
}

/** Calls that only read are left out: to die there is to die after the write before, or after the exchange. */
const WRITES = new Set([
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'sqs:SendMessageBatch',
  'sns:Publish',
]);

/** A deployment with a token in force that is due, whose function `refresh` can be killed at a call. */
export async function mortalRefresh(world: ReturnType<typeof deployedWorlds>) {
  let death: Death | undefined;
  let app: DeployedApp | undefined;
  const jada = await world({
    fault(call) {
      if (!call.principal.endsWith(`role/${functionName('jada', 'refresh')}`) || !death?.at(call))
        return undefined;
      const { done } = death;
      death = undefined;
      app?.function('refresh').runtime.kill();
      return { kind: done ? 'dropAfter' : 'dropBefore' };
    },
  });
  app = jada.app;
  const { aws } = jada.app;
  const { ledger, due, secrets } = jada.deployment;
  await jada.login();
  await jada.age('crew', 50 * MINUTE);
  return {
    ...jada,
    dieAt(next: Death) {
      death = next;
    },
    /** Forgets a death that did not come. @returns whether it came */
    died() {
      const came = death === undefined;
      death = undefined;
      return came;
    },
    due: () => jada.age('crew', 50 * MINUTE),
    /**
     * Lets the time pass until a dead holder of the lock is suspect and no longer taken to be telling people, and has
     * the grant looked at.
     *
     * @returns how long the schedule would have waited from now
     */
    async outlastDeath(): Promise<Milliseconds> {
      await outlastLock(jada);
      const stored = await ledger.read('incident', 'crew');
      if (stored) {
        const item = { ...stored.item, openedAt: stored.item.openedAt - 2 * MINUTE };
        await ledger.replace('incident', 'crew', { seen: stored.revision, item });
      }
      const state = await ledger.read('grant', 'crew');
      const item = aws.services.dynamodb.tables.get(tableName('jada'))?.at('grant#crew');
      const wait = Number(item?.refreshAt?.N) - Date.now();
      if (state) await due.lookAgain('crew', { revision: state.revision, at: Date.now() });
      return wait;
    },
    /** Generation of the token in force. */
    generation: async () => (await currentToken(secrets, 'sheets'))?.generation,
    state: async () => (await ledger.read('grant', 'crew'))?.item,
    /** What people were sent, oldest first. */
    told: () =>
      aws.calls
        .filter(({ action, failure }) => action === 'sns:Publish' && failure === undefined)
        .map(({ input }) => ({ subject: String(input.Subject), message: String(input.Message) })),
  };
}
