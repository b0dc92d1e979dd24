import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../../../core/time.ts';
import { findingGone, findingOf, reportOf, statusOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a host whose clock is hours off', () => {
  it('says by how much and how to set it, and gets its tokens all the same', async () => {
    let ahead = 3 * HOUR;
    const { aws, world, run, up } = await start({ clock: () => Date.now() + ahead });
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    const host = { aws, world, daemon };
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    const { message, remedy } = await findingOf(host, 'ClockWrong');
    expect(message).toContain('the clock of this host is 3 h behind that of AWS');
    expect(remedy).toContain('timedatectl set-ntp true');
    const test = run(['self-test']);
    expect(await test.ended).toBe(1);
    expect(test.lines.find((line) => line.startsWith('FAILED  clock: '))).toContain('3 h behind');
    ahead = 0;
    // Clients that sign by the clock of AWS learn by a refusal that the difference is gone.
    await until(async () => {
      daemon.signal('SIGHUP');
      return (await statusOf(world)).findings?.length === 0;
    });
    await findingGone(host, 'ClockWrong');
    await until(async () => (await reportOf(aws))?.findings.length === 0);
  });
});
