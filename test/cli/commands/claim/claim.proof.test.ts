import { chmodSync, cpSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../../adapters/files/node-file-system.ts';
import {
  readMachineRecord,
  replaceMachineRecord,
} from '../../../../adapters/state-directory/machine-record.ts';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let original: CliPlace;
let copy: CliPlace;

beforeAll(async () => {
  server = await cli.server();
  original = cli.place({ issuer: server.issuer });
  const up = await original.up();
  await original.consent(server);
  up.child.kill('SIGTERM');
  await up.ended;
  copy = cli.place({ issuer: server.issuer });
  cpSync(original.stateDirectory, copy.stateDirectory, { recursive: true });
  // From Node 24 on, the copy of a directory has the usual mode and not that of the original.
  chmodSync(copy.stateDirectory, 0o700);
  await copiedFromElsewhere(copy.stateDirectory);
});

/** In order: each test goes on where the one before it ended. */
describe('evergrant claim', () => {
  it('is not needed where the state was made, and changes nothing there', async () => {
    const { code, stdout } = await original.run(['claim']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${original.stateDirectory} belongs to this machine already; nothing was changed\n`);
  });

  it.each(['up', 'status', 'token crew', 'refresh crew'])(
    'is what `evergrant %s` asks for over a copy from another machine; nothing is sent',
    async (typed) => {
      const asked = server.record.length;
      const { code, stdout, stderr } = await copy.run(typed.split(' '));
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        /^evergrant: \S+\/state was made on another machine: it is a copy or a restored backup,/,
      );
      expect(stderr).toMatch(
        /\nnext: stop evergrant on the other machine for good, then: evergrant claim --original-is-stopped\n$/,
      );
      expect(server.record).toHaveLength(asked);
    },
  );

  it('does nothing until somebody says that the original is stopped', async () => {
    const { code, stderr } = await copy.run(['claim']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\nnext: stop evergrant there for good, then: evergrant claim --original-is-stopped\n$/,
    );
    expect((await copy.run(['up'])).code).toBe(1);
  });

  it('takes over with the flag; the grant is proven by one refresh and works on', async () => {
    const { code, stdout } = await copy.run(['claim', '--original-is-stopped', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      kind: 'claimed',
      directory: copy.stateDirectory,
      grants: ['crew'],
      signingKeys: [],
    });
    const up = await copy.up();
    await up.until(() => String(up.stdout).includes('"type":"refreshed"'));
    expect((await copy.broker.status()).credentials).toMatchObject([{ state: 'healthy', generation: 2 }]);
    expect(server.record.filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(1);
  });

  it('says who holds the directory when a broker runs over it', async () => {
    const { code, stderr } = await copy.run(['claim']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ is held by "evergrant up" \(process \d+ on /);
    expect(stderr).toMatch(/\nnext: /);
  });

  cli.showsNoSecret();
});

async function copiedFromElsewhere(path: string): Promise<void> {
  rmSync(`${path}/control.sock`, { force: true });
  const record = await readMachineRecord({ fileSystem: nodeFileSystem, path });
  if (!record) throw new Error(`${path} holds no machine record`);
  await replaceMachineRecord({ fileSystem: nodeFileSystem, path }, { ...record, machineId: 'f'.repeat(64) });
}
