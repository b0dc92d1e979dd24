import { expect, it } from '@jest/globals';
import { systemClock } from '../../../../adapters/node/system-clock.ts';
import { controlSocketPath } from '../../../../host/broker/control-path.ts';
import { openMachine } from '../../../../host/broker/open-machine.ts';
import { evergrantCli } from '../../../support/cli.ts';

const cli = evergrantCli();

it('evergrant up waits for a command that holds the state directory, says so, and serves when it ends', async () => {
  const place = cli.place({ issuer: 'http://127.0.0.1:9' });
  const login = await openMachine({
    path: place.stateDirectory,
    command: 'evergrant login crew-sheets',
    socketPath: controlSocketPath(place.stateDirectory),
    clock: systemClock,
    environment: {},
    onDamage: () => {},
  });
  const up = place.start(['up', '--json']);
  await up.until(() => up.talk.length > 0);
  expect(up.talk).toEqual([
    `waiting for "evergrant login crew-sheets" (process ${process.pid}), which holds the state directory`,
  ]);
  await login.lock.release();
  await up.until(() => up.talk.some((line) => line.startsWith('evergrant up:')));
  await up.until(() => up.talk.some((line) => line.includes('nobody has consented')));
  expect(await place.broker.status()).toMatchObject({ broker: { running: true } });
});
