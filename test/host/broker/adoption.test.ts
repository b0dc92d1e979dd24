import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, SECOND } from '../../../core/time.ts';
import { deliveryStatus } from '../../../host/broker/delivery-status.ts';
import { Delivered, fingerprintOf } from '../../support/delivered.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function world(more = '', daemons = ''): Delivered {
  return new Delivered(
    `sinks: { s: { token: g, file: ${join(folder(), 'token')}, shape: raw${more} } }\n${daemons}`,
  );
}

async function statusOf(of: Delivered, sink = 's') {
  const found = (await of.deliveries.records('g')).find(({ place }) => place.sink === sink);
  if (!found) throw new Error(`${sink}: no such place`);
  return deliveryStatus({ ...found, now: of.now });
}

describe('adoption', () => {
  it('is unobservable while nobody proves anything', async () => {
    const of = world();
    await of.settle(1);
    expect(await statusOf(of)).toMatchObject({ adoption: 'unobservable', adoptedAt: null, consumers: [] });
  });

  it('is done when the last known consumer acknowledged the new token', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    await of.deliveries.acknowledge('s', { consumer: 'one', fingerprint });
    await of.deliveries.acknowledge('s', { consumer: 'two', fingerprint });
    expect(await statusOf(of)).toMatchObject({
      adoption: 'adopted',
      adoptedAt: new Date(of.now).toISOString(),
    });
    const next = await of.settle(2);
    expect(await statusOf(of)).toMatchObject({ adoption: 'delivered', adoptedAt: null });
    expect(await of.deliveries.acknowledge('s', { consumer: 'one', fingerprint: next })).toEqual({
      kind: 'adopted',
      generation: 2,
      fingerprint: next,
    });
    expect((await statusOf(of)).adoption).toBe('delivered');
    await of.deliveries.acknowledge('s', { consumer: 'two', fingerprint: next });
    expect(await statusOf(of)).toMatchObject({
      adoption: 'adopted',
      consumers: [
        { consumer: 'one', adoption: 'adopted', generation: 2, how: 'acknowledged' },
        { consumer: 'two', adoption: 'adopted', generation: 2, how: 'acknowledged' },
      ],
    });
    expect(of.events.filter(({ type }) => type === 'adopted').map(({ generation }) => generation)).toEqual([
      1, 2,
    ]);
  });

  it('tells whoever proves an older token which one is in force, and refuses what was never delivered', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    const inForce = await of.settle(2);
    expect(await of.deliveries.acknowledge('s', { consumer: 'one', fingerprint })).toEqual({
      kind: 'stale',
      generation: 2,
      fingerprint: inForce,
    });
    expect(
      await of.deliveries.acknowledge('s', { consumer: 'two', fingerprint: 'ffffffffffff' }),
    ).toMatchObject({
      kind: 'refused',
      reason: 'UnknownFingerprint',
    });
    expect((await statusOf(of)).consumers.map(({ consumer }) => consumer)).toEqual(['one']);
  });

  it('of a token that nobody is known to fetch is refused, with what makes them known', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    const proof = { consumer: 'one', fingerprint };
    const refused = await of.deliveries.acknowledge('token/g', proof);
    expect(refused).toEqual({
      kind: 'refused',
      reason: 'UnknownFingerprint',
      message: expect.stringContaining(
        'nobody is known to use token g from the socket: no daemon declares it',
      ),
      remedy: expect.stringMatching(
        /GET \/v1\/tokens\/g\?consumer=NAME; .*uses: \[\{ token: g, via: socket \}\]/,
      ),
    });
    await of.deliveries.fetched('g', { ...proof, generation: 1 });
    expect(await of.deliveries.acknowledge('token/g', proof)).toMatchObject({ kind: 'adopted' });
  });

  it('knows only the sinks that are declared and consumers with a name', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    await expect(of.deliveries.acknowledge('t', { consumer: 'one', fingerprint })).rejects.toMatchObject({
      code: 'UnknownSink',
      remedy: expect.stringContaining('s, token/g'),
    });
    for (const consumer of ['', '\u001b[2J', 'x'.repeat(65)]) {
      await expect(of.deliveries.acknowledge('s', { consumer, fingerprint })).rejects.toMatchObject({
        code: 'BadRequest',
      });
    }
  });

  it('of a thousand consumers at once costs a few writes', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    const before = (await of.ledger.read('delivery', 's'))?.revision ?? 0;
    const names = Array.from({ length: 1_000 }, (_, at) => `consumer-${at}`);
    await Promise.all(names.map((consumer) => of.deliveries.acknowledge('s', { consumer, fingerprint })));
    expect((await statusOf(of)).consumers).toHaveLength(1_000);
    expect(((await of.ledger.read('delivery', 's'))?.revision ?? 0) - before).toBeLessThan(20);
  });

  it('is proven by who fetches the token and says who it is', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    await of.deliveries.fetched('g', { consumer: 'mayor', fingerprint, generation: 1 });
    expect(await statusOf(of, 'token/g')).toMatchObject({
      target: 'the control socket',
      adoption: 'adopted',
      consumers: [{ consumer: 'mayor', how: 'fetched', generation: 1 }],
    });
    await of.settle(2);
    expect((await statusOf(of, 'token/g')).adoption).toBe('delivered');
  });

  it('is found out by a probe', async () => {
    const answer = join(folder(), 'in-use');
    const of = world(`, adoption: { probe: [cat, ${answer}] }`);
    writeFileSync(answer, `${fingerprintOf(1)}\n`);
    await of.settle(1);
    await of.saw('adopted');
    writeFileSync(answer, 'no fingerprint: ya29.token-of-generation-2');
    await of.settle(2);
    await of.deliveries.close();
    expect(await statusOf(of)).toMatchObject({
      adoption: 'delivered',
      consumers: [{ consumer: 'probe', how: 'probed', generation: 1 }],
    });
  });
});

describe('a consumer that keeps an old token in memory', () => {
  it('is an incident of its own once the grace is over, and none before or after it took the new one', async () => {
    const of = world(', adoption: { within: 5m }');
    const fingerprint = await of.settle(1);
    await of.deliveries.acknowledge('s', { consumer: 'mayor', fingerprint });
    const next = await of.settle(2);
    of.now += MINUTE;
    await of.deliveries.acknowledge('s', { consumer: 'mayor', fingerprint });
    expect(await of.deliveries.troubles('g')).toEqual([]);
    of.now += 5 * MINUTE;
    expect(await of.deliveries.troubles('g')).toEqual([
      {
        severity: 'warning',
        reason: 'StaleInMemory',
        message: `mayor acknowledged generation 1 (${fingerprint}) 1 min after a newer token was delivered to s`,
        remedy: expect.stringMatching(/^restart mayor, or make it read .*token again/),
      },
    ]);
    expect((await statusOf(of)).consumers).toMatchObject([{ adoption: 'stale' }]);
    await of.deliveries.acknowledge('s', { consumer: 'mayor', fingerprint: next });
    expect(await of.deliveries.troubles('g')).toEqual([]);
  });

  it('is not one that is merely silent', async () => {
    const of = world();
    const fingerprint = await of.settle(1);
    await of.deliveries.acknowledge('s', { consumer: 'mayor', fingerprint });
    of.now += SECOND;
    await of.settle(2);
    of.now += 10 * MINUTE;
    expect(await of.deliveries.troubles('g')).toEqual([]);
  });

  it('is found out by the token that it was refused with, through any number of newer ones', async () => {
    const of = world('', 'daemons: { d: { external: true, uses: [s] }, e: { external: true } }');
    const fingerprint = await of.settle(1);
    for (const generation of [2, 3]) {
      of.now += 4 * MINUTE;
      await of.settle(generation);
    }
    of.now += 2 * MINUTE;
    await of.deliveries.refused('g', { consumer: 'd', fingerprint });
    await of.deliveries.refused('g', { consumer: 'e', fingerprint });
    expect(await of.deliveries.troubles('g')).toEqual([
      expect.objectContaining({
        reason: 'StaleInMemory',
        message: expect.stringMatching(/^d was refused with generation 1 .* 6 min/),
      }),
    ]);
    of.now += DAY;
    expect(await of.deliveries.troubles('g')).toEqual([]);
  });
});
