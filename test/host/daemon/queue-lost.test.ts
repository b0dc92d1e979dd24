import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a host whose queue is deleted', () => {
  it('says so and serves on; once there is a queue again, it is pushed to as before', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    world.removeQueue();
    const host = { aws, world, daemon };
    const { message, remedy } = await findingOf(host, 'AwsResourceMissing');
    expect(message).toContain('queue evergrant-jada-ops');
    expect(remedy).toContain('npx cdk deploy --all');
    world.makeQueue();
    await world.save('sheets', 2);
    world.tell('sheets', 2);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    await findingGone(host, 'AwsResourceMissing');
    expect(await daemon.stop()).toBe(0);
  });
});
