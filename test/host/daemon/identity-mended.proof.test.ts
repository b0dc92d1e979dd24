import { describe, it } from '@jest/globals';
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
