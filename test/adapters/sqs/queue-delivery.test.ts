import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { QueueDelivery } from '../../../adapters/sqs/queue-delivery.ts';
import type { EvergrantEvent } from '../../../core/event.ts';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { hostQueueName } from '../../../core/wire.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';

const start = simulatedAws();
const NOW = 1_800_000_000_000;

/** Grant `crew` in force, its tokens `sheets` and `mail`; ops1 uses both, ops2 one. */
async function started(generation = 3) {
  const aws = await start();
  const { sqs } = aws.services;
  const [ops1, ops2] = ['ops1', 'ops2'].map((host) => sqs.addQueue({ name: hostQueueName('jada', host) }));
  if (!ops1 || !ops2) throw new Error('no queues');
  const ledger = new MemoryLedger();
  const settle = (next: number, fingerprint: string | null = `fingerprint-${next}`) => {
    const state: GrantState = {
      ...NO_GRANT,
      settled: { generation: next, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
      fingerprint,
    };
    ledger.items.grant.set('crew', { revision: next, item: state });
  };
  settle(generation);
  const events: EvergrantEvent[] = [];
  const url = (host: string) => sqs.urlOf(hostQueueName('jada', host), { endpoint: aws.endpoint });
  const queues = { sheets: [url('ops1'), url('ops2')], mail: [url('ops1')] };
  const delivery = new QueueDelivery({
    client: new SQSClient(aws.client()),
    ledger,
    announce: { event: (event) => void events.push(event) },
    clock: { now: () => NOW },
    queuesOf: async () => queues,
  });
  const told = (queue: typeof ops1) => queue.bodies.map((body) => JSON.parse(body));
  return { aws, sqs, ops1, ops2, ledger, settle, events, delivery, told };
}

const notice = (credential: string, generation: number) => ({ schema: 1, credential, generation });

describe('a delivery to queues', () => {
  it('tells each host of its tokens, and nothing but name and generation', async () => {
    const { ops1, ops2, delivery, told, aws } = await started();
    await delivery.deliver('crew');
    expect(told(ops1)).toEqual([notice('sheets', 3), notice('mail', 3)]);
    expect(told(ops2)).toEqual([notice('sheets', 3)]);
    expect(aws.calls).toHaveLength(2);
  });

  it('is recorded and announced by queue and token, and not repeated', async () => {
    const { ops1, ops2, delivery, told, ledger, events } = await started();
    await delivery.deliver('crew');
    await delivery.deliver('crew');
    expect([...told(ops1), ...told(ops2)]).toHaveLength(3);
    expect(ledger.items.delivery.get('evergrant-jada-ops1/sheets')?.item).toMatchObject({
      sink: 'evergrant-jada-ops1/sheets',
      grant: 'crew',
      generation: 3,
      fingerprint: 'fingerprint-3',
      deliveredAt: NOW,
      error: null,
    });
    expect(events.map(({ type, details }) => `${type} ${details?.sink}`)).toEqual([
      'delivered evergrant-jada-ops1/sheets',
      'delivered evergrant-jada-ops1/mail',
      'delivered evergrant-jada-ops2/sheets',
    ]);
  });

  it('tells of the next generation, and of the newest when it was overtaken', async () => {
    const { ops2, delivery, told, settle } = await started();
    await delivery.deliver('crew');
    settle(5);
    await delivery.deliver('crew');
    expect(told(ops2)).toEqual([notice('sheets', 3), notice('sheets', 5)]);
  });

  it('holds up no queue for one that is gone, and tells that one when it is there again', async () => {
    const { sqs, ops1, ops2, delivery, told, events } = await started();
    sqs.queues.delete('evergrant-jada-ops2');
    await delivery.deliver('crew');
    await delivery.deliver('crew');
    expect(told(ops1)).toHaveLength(2);
    expect(await delivery.troubles('crew')).toMatchObject([
      {
        severity: 'critical',
        reason: 'DeliveryFailed',
        message: expect.stringContaining('queue evergrant-jada-ops2: there is none'),
      },
    ]);
    expect(events.filter(({ type }) => type === 'deliveryFailed')).toHaveLength(1);

    sqs.queues.set('evergrant-jada-ops2', ops2);
    await delivery.deliver('crew');
    expect(told(ops2)).toEqual([notice('sheets', 3)]);
    expect(told(ops1)).toHaveLength(2);
    expect(await delivery.troubles('crew')).toEqual([]);
  });

  it('sends only what a queue did not take of a batch again', async () => {
    const { sqs, ops1, delivery, told, ledger } = await started();
    sqs.refuses = (body) => body.includes('mail');
    await delivery.deliver('crew');
    expect(told(ops1)).toEqual([notice('sheets', 3)]);
    expect(ledger.items.delivery.get('evergrant-jada-ops1/mail')?.item.error).toBe(
      'queue evergrant-jada-ops1 did not take the message (InternalError)',
    );
    sqs.refuses = undefined;
    await delivery.deliver('crew');
    expect(told(ops1)).toEqual([notice('sheets', 3), notice('mail', 3)]);
  });

  it('sends nothing while no token is in force', async () => {
    const { ledger, settle, delivery, aws } = await started();
    settle(1, null);
    await delivery.deliver('crew');
    ledger.items.grant.clear();
    await delivery.deliver('crew');
    expect(aws.calls).toEqual([]);
  });

  it('tells a fleet of hosts, each once, and no more of them at once than a client has sockets', async () => {
    const { aws, sqs, ledger, events } = await started();
    const hosts = Array.from({ length: 60 }, (_, index) => hostQueueName('jada', `host${index}`));
    const queues = hosts.map((name) => sqs.addQueue({ name }));
    let [now, most] = [0, 0];
    const client = new SQSClient(aws.client());
    client.middlewareStack.add(
      (next) => async (args) => {
        now += 1;
        most = Math.max(most, now);
        return await next(args).finally(() => {
          now -= 1;
        });
      },
      { step: 'initialize' },
    );
    const delivery = new QueueDelivery({
      client,
      ledger,
      announce: { event: (event) => void events.push(event) },
      clock: { now: () => NOW },
      queuesOf: async () => ({ sheets: hosts.map((name) => sqs.urlOf(name, { endpoint: aws.endpoint })) }),
    });
    await delivery.deliver('crew');
    expect(queues.map(({ bodies }) => bodies.length)).toEqual(hosts.map(() => 1));
    expect(most).toBe(25);
  });
});
