import { describe, expect, it } from '@jest/globals';
import { statusOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf, HOST_PRINCIPAL } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a host that AWS knew by a foreign role', () => {
  it('goes on by itself once it has its own: credentials are read again within a minute', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    world.addForeign('foreign', 'AmazonLightsailInstanceRole');
    world.identify('foreign');
    const daemon = up();
    await daemon.line((line) => (line.startsWith('ForeignIdentity: ') ? line : undefined));
    world.identify(HOST_PRINCIPAL);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  }, 180_000);
});

describe('a host that AWS knows by a foreign role from some time on', () => {
  it('asks for no secret under it, and serves what it has', async () => {
    const { world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    world.addForeign('foreign', 'AmazonLightsailInstanceRole');
    world.identify('foreign');
    // Said of the host, and of its token, of which AWS would say that it is denied.
    await until(async () => {
      daemon.signal('SIGHUP');
      const { findings = [] } = await statusOf(world);
      return findings.filter(({ code }) => code === 'ForeignIdentity').length === 2;
    });
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 1));
  }, 180_000);
});
