import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf, statusOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf, HOST_PRINCIPAL } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('the identity of a host', () => {
  it('is missed by the name of its file while no activation gave one; then it goes on by itself', async () => {
    const { world, run, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    rmSync(join(world.folder, 'credentials'));
    const daemon = up();
    const line = await daemon.line((each) => (each.startsWith('HostIdentityMissing: ') ? each : undefined));
    expect(line).toContain(
      `${join(world.folder, 'credentials')} cannot be read: this host is not known to AWS yet`,
    );
    expect(line).toContain('systemctl status amazon-ssm-agent');
    expect(line).toContain('if its activation expired or was used, join again: evergrant join HOST');
    const test = run(['self-test']);
    expect(await test.ended).toBe(1);
    expect(test.lines.join('\n')).toMatch(/FAILED {2}identity: .*credentials cannot be read/);
    world.identify(HOST_PRINCIPAL);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  });

  it('may come late on a host that was up before: it says so where it serves, and then goes on', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const before = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    await before.stop();
    rmSync(join(world.folder, 'credentials'));
    await world.save('sheets', 2);
    const daemon = up();
    await daemon.line((each) => (each.startsWith('HostIdentityMissing: ') ? each : undefined));
    await until(
      async () =>
        await statusOf(world).then(
          () => true,
          () => false,
        ),
    );
    expect(await statusOf(world)).toMatchObject({ findings: [{ code: 'HostIdentityMissing' }] });
    world.identify(HOST_PRINCIPAL);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    await findingGone({ aws, world, daemon }, 'HostIdentityMissing');
  });

  it('may be lost while it runs', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    aws.services.sts.arns.set(
      HOST_PRINCIPAL,
      'arn:aws:sts::210987654321:assumed-role/evergrant-jada-host-ops/i-1',
    );
    daemon.signal('SIGHUP');
    const { message } = await findingOf({ aws, world, daemon }, 'ForeignIdentity');
    expect(message).toContain('expected arn:aws:sts::123456789012:');
    world.addForeign(HOST_PRINCIPAL, 'evergrant-jada-host-ops');
    daemon.signal('SIGHUP');
    await findingGone({ aws, world, daemon }, 'ForeignIdentity');
  });
});
