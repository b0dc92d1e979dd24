import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { connectBroker } from '../../../host/control/client.ts';
import { signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

it('scenario 11: a consumer that goes on with the old token becomes an incident, and its proof of the new one ends it', async () => {
  const at = folder();
  const file = join(at, 'token');
  const sinks = { s: { token: 'office', file, shape: 'raw', adoption: { within: '1ms' } } };
  const daemons = { mayor: { external: true, uses: ['s'] } };
  const world = await signedInBroker(at, { declared: { sinks, daemons } });
  try {
    const broker = connectBroker(world.socketPath);
    const inFile = () =>
      createHash('sha256').update(readFileSync(file, 'utf8').trim()).digest('hex').slice(0, 12);
    const look = () => broker.refresh('consent', { unlessFingerprint: 'another' });
    const grant = async () => (await broker.status()).credentials[0];

    const old = inFile();
    expect(await broker.acknowledge('s', { consumer: 'mayor', fingerprint: old })).toMatchObject({
      kind: 'adopted',
    });
    expect((await grant())?.deliveries).toMatchObject([{ sink: 's', adoption: 'adopted' }]);

    await broker.refresh('consent', {});
    expect(inFile()).not.toBe(old);
    expect((await grant())?.deliveries).toMatchObject([{ adoption: 'delivered', fingerprint: inFile() }]);
    expect(await broker.acknowledge('s', { consumer: 'mayor', fingerprint: old })).toMatchObject({
      kind: 'stale',
      fingerprint: inFile(),
    });
    await look();
    expect((await grant())?.incident).toMatchObject({
      severity: 'warning',
      reason: 'StaleInMemory',
      message: expect.stringMatching(/^mayor acknowledged generation 1 /),
      remedy: expect.stringMatching(/^restart mayor/),
    });
    expect(world.exchanges()).toBe(1);

    await broker.acknowledge('s', { consumer: 'mayor', fingerprint: inFile() });
    await look();
    expect(await grant()).toMatchObject({ incident: null, deliveries: [{ adoption: 'adopted' }] });
    await expect(broker.acknowledge('t', { consumer: 'mayor', fingerprint: old })).rejects.toMatchObject({
      code: 'UnknownSink',
    });
  } finally {
    await world.close();
  }
});
