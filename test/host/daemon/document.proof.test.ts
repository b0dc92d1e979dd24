import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf, reportOf, shownOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

const MOVED = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
sinks: { moved: { token: sheets, file: FOLDER/sinks/moved.json } }
hosts: { ops: { kind: external, sinks: [moved] } }
`;

/** A host that has delivered its first token. */
async function running() {
  const { aws, world, up } = await start();
  await world.deploy();
  await world.save('sheets', 1);
  const daemon = up();
  await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  return { aws, world, up, daemon };
}

describe('another document of a host', () => {
  it('ends the host daemon in good order, for a new start with it', async () => {
    const { world, up, daemon } = await running();
    await world.deploy(MOVED);
    daemon.signal('SIGHUP');
    expect(await daemon.ended).toBe(0);
    expect(daemon.lines).toContain(
      'evergrant-host: another host document is deployed; starting anew with it',
    );
    up();
    await until(() => world.inSink('moved') === accessTokenOf('sheets', 1));
  });
});

describe('a host without a document', () => {
  it('waits for one, and says in its report what it waits for', async () => {
    const { aws, world, up } = await start();
    const daemon = up();
    const line = await daemon.line((each) => (each.startsWith('AwsResourceMissing: ') ? each : undefined));
    expect(line).toContain('parameter /evergrant/jada/host/ops');
    expect(line).toContain('npx cdk deploy --all');
    await until(async () => (await reportOf(aws)) !== undefined);
    expect(await reportOf(aws)).toMatchObject({ documentFingerprint: null, deliveries: [] });
    expect(await shownOf(aws)).toContain('  ! AwsResourceMissing: parameter /evergrant/jada/host/ops');
    await world.deploy();
    await world.save('sheets', 1);
    daemon.signal('SIGHUP');
    await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
    await findingGone({ aws, world, daemon }, 'AwsResourceMissing');
  });

  it('serves on when the document is taken away', async () => {
    const { aws, world, daemon } = await running();
    world.removeDocument();
    daemon.signal('SIGHUP');
    const { message } = await findingOf({ aws, world, daemon }, 'AwsResourceMissing');
    expect(message).toContain('parameter /evergrant/jada/host/ops');
    await world.save('sheets', 2);
    world.tell('sheets', 2);
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    rmSync(join(world.folder, 'state', 'document.json'));
  });
});
