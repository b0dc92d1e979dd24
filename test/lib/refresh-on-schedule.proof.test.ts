import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { hostQueueName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { deployedWorlds } from '../support/deployed-world.ts';

const world = deployedWorlds();

describe('the schedule of a deployment, after a consent', () => {
  it('refreshes what is due: the token moves, the host is told, the ledger is settled, nothing is denied', async () => {
    const { app, login, age, exchanges, deployment } = await world();
    await login();
    const notices = () => app.aws.services.sqs.queues.get(hostQueueName('jada', 'host'))?.bodies;
    const first = await currentToken(deployment.secrets, 'sheets');
    expect(await app.tick()).toEqual([{ kind: 'returned', value: { looked: 0, passedOn: 0 } }]);
    expect(exchanges()).toEqual([]);
    await age('crew', 50 * MINUTE);
    expect(await app.tick()).toEqual([{ kind: 'returned', value: { looked: 1, passedOn: 0 } }]);
    expect(exchanges()).toMatchObject([{ outcome: 'issued' }]);
    const second = await currentToken(deployment.secrets, 'sheets');
    expect([first?.generation, second?.generation]).toEqual([1, 2]);
    expect(second?.access.token.reveal()).not.toBe(first?.access.token.reveal());
    expect(notices()?.map((body) => JSON.parse(body))).toEqual([
      { schema: 1, credential: 'sheets', generation: 1 },
      { schema: 1, credential: 'sheets', generation: 2 },
    ]);
    expect((await deployment.ledger.read('grant', 'crew'))?.item).toMatchObject({
      settled: { generation: 2 },
      announced: 2,
      intent: null,
      lock: null,
      backoff: null,
    });
    expect(app.denials).toEqual([]);
  });
});
