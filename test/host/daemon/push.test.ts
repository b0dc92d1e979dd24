import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createClient } from '../../../client/client.ts';
import { reportOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf, type HostWorld } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a token that is saved', () => {
  it('is pushed to the host, into its sink and to whoever waits at its socket, who thereby adopts it', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    const over = new AbortController();
    const had: number[] = [];
    const consumer = createClient({ socketPath: socketOf(world), consumer: 'sync' });
    const watching = (async () => {
      for await (const { generation } of consumer.watch('sheets', { signal: over.signal }))
        had.push(generation);
    })();
    for (const generation of [2, 3]) {
      await until(() => had.length === generation - 1);
      await world.save('sheets', generation);
      world.tell('sheets', generation);
    }
    await until(() => had.length === 3);
    over.abort();
    await watching;
    expect(had).toEqual([1, 2, 3]);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 3));
    await until(async () => {
      const { deliveries = [] } = (await reportOf(aws)) ?? {};
      return deliveries.some(
        ({ sink, generation, adoption }) =>
          sink === 'token/sheets' && generation === 3 && adoption === 'adopted',
      );
    });
    expect(await daemon.stop()).toBe(0);
  });

  it('is delivered once, however often it is announced, and not undone by notices of older ones', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    await world.save('sheets', 2);
    await world.save('sheets', 3);
    const daemon = up();
    for (const generation of [3, 2, 3, 1, 3, 2, 1, 1]) world.tell('sheets', generation);
    await until(() => world.queue.bodies.length === 0);
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 3));
    await world.save('sheets', 4);
    for (const generation of [1, 4, 4, 3]) world.tell('sheets', generation);
    await until(() => world.queue.bodies.length === 0);
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 4));
    expect(await daemon.stop()).toBe(0);
    expect(daemon.lines.filter((line) => line.startsWith('delivered'))).toEqual([
      'delivered crew-sheets 3 file',
      'delivered crew-sheets 4 file',
    ]);
  });

  it('is no concern of a host that does not have it, and what is no notice is taken away', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    world.tell('mail', 7);
    world.queue.send('not a notice');
    await until(() => world.queue.bodies.length === 0);
    await daemon.line((line) => (line.includes('a notice of token "mail"') ? line : undefined));
    await daemon.line((line) => (line.includes('is no notice') ? line : undefined));
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    expect(await daemon.stop()).toBe(0);
  });
});

function socketOf({ folder }: HostWorld): string {
  return join(folder, 'run', 'control.sock');
}
