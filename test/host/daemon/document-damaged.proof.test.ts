import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findingGone, findingOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

/** A host that has delivered its first token. */
async function running() {
  const { aws, world, up } = await start();
  await world.deploy();
  await world.save('sheets', 1);
  const daemon = up();
  await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  return { aws, world, up, daemon };
}

const DAMAGED = {
  'no JSON': '{"schema":1,',
  'of a later version': '{"schema":2,"declaration":{}}',
  'of another host': '{"schema":1,"declaration":{"version":1,"hosts":{}}}',
};

describe('a document that nobody can read', () => {
  it(`is told of while it is: one that is ${Object.keys(DAMAGED).join(', or ')}`, async () => {
    const { aws, world, daemon } = await running();
    const host = { aws, world, daemon };
    for (const text of Object.values(DAMAGED)) {
      await world.spoilDocument(text);
      daemon.signal('SIGHUP');
      const { message, remedy } = await findingOf(host, 'HostDocumentInvalid');
      expect(message).toContain('parameter /evergrant/jada/host/ops');
      expect(remedy).toContain('npx cdk deploy --all');
      await world.deploy();
      daemon.signal('SIGHUP');
      await findingGone(host, 'HostDocumentInvalid');
    }
  });

  it('leaves the last good one in force, at the next start, too', async () => {
    const { aws, world, up, daemon } = await running();
    await world.spoilDocument(DAMAGED['no JSON']);
    await world.save('sheets', 2);
    daemon.signal('SIGHUP');
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
    await daemon.stop();
    await world.save('sheets', 3);
    const later = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 3));
    await findingOf({ aws, world, daemon: later }, 'HostDocumentInvalid');
  });

  it('is fetched anew when it is the copy of this host', async () => {
    const { world, up, daemon } = await running();
    await daemon.stop();
    writeFileSync(join(world.folder, 'state', 'document.json'), 'half a docum');
    await world.save('sheets', 2);
    up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', 2));
  });
});
