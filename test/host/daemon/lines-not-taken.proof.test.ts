import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a host whose lines nobody takes', () => {
  it('says so, and ships them once somebody does', async () => {
    let isAllowed = false;
    const { aws, world, up } = await start({
      authorize: ({ action }) => (isAllowed || !action.startsWith('logs:') ? 'allow' : 'deny'),
    });
    await world.deploy();
    await world.save('sheets', 1);
    const host = { aws, world, daemon: up() };
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    const { message, remedy } = await findingOf(host, 'LinesNotShipped');
    expect(message).toContain('log group /evergrant/jada/host/ops');
    expect(message).toContain('is not allowed logs:');
    expect(remedy).toContain('npx cdk deploy --all');
    isAllowed = true;
    await findingGone(host, 'LinesNotShipped');
    const shipped = aws.services.logs.groups.get('/evergrant/jada/host/ops')?.events ?? [];
    expect(shipped.map(({ message: line }) => line)).toContainEqual(expect.stringContaining('delivered'));
  });
});
