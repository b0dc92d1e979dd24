import { describe, expect, it } from '@jest/globals';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a second host daemon on one machine', () => {
  it('ends with what to do, and leaves the first alone', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const first = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    const second = up();
    expect(await second.ended).toBe(1);
    expect(second.lines.at(-2)).toMatch(/^evergrant-host: .*control\.sock/);
    expect(second.lines.at(-1)).toMatch(/^next: /);
    await world.save('sheets', 2);
    world.tell('sheets', 2);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    expect(await first.stop()).toBe(0);
  });
});
