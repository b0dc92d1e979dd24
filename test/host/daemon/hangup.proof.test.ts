import { describe, expect, it } from '@jest/globals';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('SIGHUP', () => {
  it('has the host daemon look at everything, and ends nothing', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    for (const generation of [2, 3]) {
      await world.save('sheets', generation);
      daemon.signal('SIGHUP');
      await until(() => world.inSink('file') === accessTokenOf('sheets', generation));
    }
    expect(await daemon.stop()).toBe(0);
  });
});
