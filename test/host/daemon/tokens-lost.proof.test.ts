import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

describe('a token that a host cannot have', () => {
  it('is named when its secret is missing, and delivered once it is there', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    world.removeSecret('sheets');
    const daemon = up();
    const host = { aws, world, daemon };
    const { message, remedy } = await findingOf(host, 'AwsResourceMissing');
    expect(message).toContain('secret evergrant/jada/token/sheets');
    expect(remedy).toContain('npx cdk deploy --all');
    await world.deploy();
    await world.save('sheets', 1);
    daemon.signal('SIGHUP');
    await findingGone(host, 'AwsResourceMissing');
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  });

  it('is named when its role may not read it; what was delivered stays', async () => {
    let isAllowed = true;
    const { aws, world, up } = await start({
      authorize: ({ action }) => (isAllowed || !action.startsWith('secretsmanager:Get') ? 'allow' : 'deny'),
    });
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    const host = { aws, world, daemon };
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    isAllowed = false;
    await world.save('sheets', 2);
    world.tell('sheets', 2);
    const { message, remedy } = await findingOf(host, 'AwsDenied');
    expect(message).toContain('secret evergrant/jada/token/sheets');
    expect(message).toContain('not allowed secretsmanager:GetSecretValue');
    expect(remedy).toContain('npx cdk deploy --all');
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 1));
    isAllowed = true;
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    await findingGone(host, 'AwsDenied');
  });

  it('is named while there is none yet, with who must consent', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    const daemon = up();
    const host = { aws, world, daemon };
    const { message, remedy } = await findingOf(host, 'TokenEmpty');
    expect(message).toBe('secret of token sheets: there is no token yet');
    expect(remedy).toContain('evergrant login crew-sheets');
    await world.save('sheets', 1);
    world.tell('sheets', 1);
    await findingGone(host, 'TokenEmpty');
  });

  it('is named when somebody else wrote its secret; the last good one stays', async () => {
    const { aws, world, up } = await start();
    await world.deploy();
    await world.save('sheets', 1);
    const daemon = up();
    const host = { aws, world, daemon };
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    await world.spoilSecret('sheets', 'pasted by hand');
    daemon.signal('SIGHUP');
    const { message } = await findingOf(host, 'TokenUnreadable');
    expect(message).toContain('token/sheets');
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 1));
    await world.save('sheets', 2);
    daemon.signal('SIGHUP');
    await findingGone(host, 'TokenUnreadable');
    expect(world.inSink('file')).toBe(accessTokenOf('sheets', 2));
  });
});
