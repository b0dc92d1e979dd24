import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { FAN_OUT, hostQueueName } from '../../core/wire.ts';
import { until } from '../../torture/lab/until.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { outlastLock } from '../support/rotate-by-steps.ts';
import { twoIssuers } from '../support/two-issuers.ts';

const GRANTS = Array.from({ length: 13 }, (_, at) => `grant-${at + 1}`);
/** Tries that a message has before it is dead: `maxReceiveCount` of the synthesized queue. */
const TRIES = 5;

const world = deployedWorlds({ declaration: twoIssuers({ well: GRANTS, sick: [] }) });

const message = (credential: string) => JSON.stringify({ schema: 1, credential });

/** A deployment in which these grants are due, with its queues. */
async function due(grants: readonly string[]) {
  const jada = await world();
  for (const grant of grants) await jada.login(grant);
  for (const grant of grants) await jada.age(grant, 50 * MINUTE);
  const { queues } = jada.app.aws.services.sqs;
  const queue = queues.get(hostQueueName('jada', FAN_OUT));
  const dead = queues.get(`${hostQueueName('jada', FAN_OUT)}-dead`);
  if (!queue || !dead) throw new Error('expected the queues of the fan-out');
  /** As if the time had passed for which messages stay hidden. */
  const showAgain = () => {
    for (const each of queue.messages) each.visibleAt = 0;
  };
  const state = async (grant: string) => (await jada.deployment.ledger.read('grant', grant))?.item;
  const generation = async (grant: string) => (await state(grant))?.settled?.generation;
  return { ...jada, queue, dead, showAgain, state, generation };
}

describe('more grants than one run looks at', () => {
  it('reach further runs over the queue, and each is refreshed once', async () => {
    const { app, queue, generation, exchanges } = await due(GRANTS);
    expect(await app.tick()).toEqual([{ kind: 'returned', value: { looked: 10, passedOn: 3 } }]);
    expect(exchanges()).toHaveLength(10);
    expect(queue.bodies.toSorted()).toEqual(GRANTS.slice(10).map(message).toSorted());
    expect(await app.poll()).toEqual([{ kind: 'returned', value: { batchItemFailures: [] } }]);
    expect(queue.bodies).toEqual([]);
    for (const grant of GRANTS) expect(await generation(grant)).toBe(2);
    expect(exchanges().map(({ outcome }) => outcome)).toEqual(GRANTS.map(() => 'issued'));
    expect(app.denials).toEqual([]);
  }, 120_000);
});

describe('a message of the fan-out', () => {
  it('that is poisoned goes to the dead-letter queue with a word about it, and holds up nothing of its batch', async () => {
    const { app, queue, dead, showAgain, generation, exchanges, events } = await due(['grant-1', 'grant-2']);
    const malformed = queue.send('{"schema":1,').id;
    queue.send(message('grant-1'));
    queue.send(message('nobody'));
    queue.send(message('grant-2'));
    await app.poll();
    expect([await generation('grant-1'), await generation('grant-2')]).toEqual([2, 2]);
    expect(queue.bodies).toEqual(['{"schema":1,', message('nobody')]);
    expect(events('refresh').filter(({ type }) => type === 'finding')).toMatchObject([
      {
        credential: malformed,
        reason: 'MessageUnknown',
        message: expect.stringContaining(`message ${malformed} of the fan-out queue names no grant`),
        details: { remedy: expect.stringContaining('aws sqs receive-message') },
      },
      {
        credential: 'nobody',
        reason: 'AwsResourceMissing',
        message: expect.stringContaining('parameter /evergrant/jada/grant/nobody: there is none'),
        details: { remedy: expect.stringContaining('npx cdk deploy --all') },
      },
    ]);
    for (let tries = 1; tries < TRIES; tries += 1) {
      showAgain();
      expect(dead.bodies).toEqual([]);
      expect(await app.poll()).toMatchObject([{ kind: 'returned' }]);
    }
    showAgain();
    expect(await app.poll()).toEqual([]);
    expect([queue.bodies, dead.bodies]).toEqual([[], ['{"schema":1,', message('nobody')]]);
    expect(exchanges()).toHaveLength(2);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('that comes twice in a batch, and once more later, makes one exchange', async () => {
    const { app, queue, generation, exchanges } = await due(['grant-1']);
    queue.send(message('grant-1'));
    queue.send(message('grant-1'));
    await app.poll();
    queue.send(message('grant-1'));
    expect(await app.poll()).toEqual([{ kind: 'returned', value: { batchItemFailures: [] } }]);
    expect([await generation('grant-1'), exchanges().length, queue.bodies]).toEqual([2, 1, []]);
  }, 120_000);

  it('whose run died in the exchange comes again, and nothing is sent again: the ledger decides', async () => {
    const jada = await due(['grant-1']);
    const { app, server, queue, showAgain, state, exchanges } = jada;
    server.faults.add({ kind: 'delay', milliseconds: 3_600_000, processed: true });
    queue.send(message('grant-1'));
    const batch = app.poll();
    await until('the issuer has done its work', () => (exchanges().length === 1 ? true : undefined));
    app.function('refresh').runtime.kill();
    expect(await batch).toMatchObject([{ kind: 'died' }]);
    expect(queue.bodies).toEqual([message('grant-1')]);
    await outlastLock(jada, 'grant-1');
    showAgain();
    expect(await app.poll()).toEqual([{ kind: 'returned', value: { batchItemFailures: [] } }]);
    expect([exchanges().length, queue.bodies]).toEqual([1, []]);
    expect(await state('grant-1')).toMatchObject({ latch: { reason: 'RotationLost' }, intent: null });
    expect(app.denials).toEqual([]);
  }, 120_000);
});
