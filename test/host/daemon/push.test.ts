import { describe, expect, it } from '@jest/globals';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('the host daemon', () => {
  it('delivers a token that it is told of, and once', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await daemon.line((line) => (line.startsWith('delivered') ? line : undefined));
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 1));
    await world.save('sheets', 2);
    world.tell('sheets', 2);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    expect(await daemon.stop()).toBe(0);
  });
});
