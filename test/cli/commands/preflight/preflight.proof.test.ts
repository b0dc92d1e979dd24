import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { evergrantWorlds, type Ran } from '../../../support/evergrant-world.ts';

const ACCOUNT = 'ops@example.com';
const worlds = evergrantWorlds();

function declaration({ folder, server }: { folder: string; server: AuthorizationServer }) {
  return {
    deployment: 'checked',
    engine: { kind: 'machine', stateDirectory: join(folder, 'state') },
    alerts: { ops: { file: join(folder, 'alerts.jsonl') } },
    clients: { desk: { issuer: { discovery: server.issuer, rotation: 'always' }, clientId: 'desk' } },
    grants: { crew: { client: 'desk', account: ACCOUNT, scopes: ['sheets'] } },
    sinks: { token: { token: 'crew', file: join(folder, 'token.json') } },
    daemons: { sync: { external: true, uses: ['token'] } },
  };
}

/** What was found wrong, by check. */
function wrong({ stdout }: Ran): Record<string, string> {
  const { findings } = JSON.parse(stdout) as {
    findings: { name: string; severity: string; reason: string }[];
  };
  return Object.fromEntries(
    findings.filter(({ severity }) => severity !== 'info').map(({ name, reason }) => [name, reason]),
  );
}

async function kept(settings = {}) {
  const world = await worlds(declaration, settings);
  await world.up();
  await world.login('crew', ACCOUNT);
  return world;
}

describe('evergrant preflight', () => {
  it('finds a kept grant good, and spends nothing', async () => {
    const world = await kept();
    const ran = await world.run(['preflight', 'sync', '--downtime', '10m', '--json']);
    expect({ exitCode: ran.exitCode, wrong: wrong(ran) }).toEqual({ exitCode: 0, wrong: {} });
    expect(world.refreshes()).toBe(0);
  });

  it('scenario 20: reports both paths of a dead grant, the command that repairs it, and refreshes once however often', async () => {
    const world = await kept();
    world.server.revokeGrant(ACCOUNT);
    await world.run(['refresh', 'crew']);
    const sent = world.refreshes();
    const ran = await world.run(['preflight', '--prove']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('access path: the access token works');
    expect(ran.stdout).toMatch(/failed +refresh path: /);
    expect(ran.stdout).toContain('next: evergrant login crew');
    await world.run(['preflight', '--prove']);
    expect(world.refreshes()).toBe(sent);
    // The last token of a dead grant still does its work.
    expect((await world.run(['preflight', 'sync', '--gate'])).exitCode).toBe(0);
  });

  it('proves the refresh path of a token that is over with one refresh, also when it is run twice', async () => {
    const world = await worlds(declaration, { accessTokenSeconds: 1 });
    await world.login('crew', ACCOUNT);
    let before = await world.run(['preflight', '--json']);
    while (wrong(before)['access path'] === undefined) before = await world.run(['preflight', '--json']);
    expect(before.exitCode).toBe(3);
    expect(wrong(before)).toMatchObject({ 'access path': 'AccessTokenEnded', broker: 'BrokerAway' });
    world.server.settings.accessTokenSeconds = 3_600;
    for (const _ of ['first', 'second']) {
      const after = await world.run(['preflight', '--prove', '--json']);
      expect(wrong(after)).toEqual({ broker: 'BrokerAway' });
      expect(world.refreshes()).toBe(1);
    }
  });

  it('tells a sink that was removed and one whose folder cannot take a token', async () => {
    const world = await worlds(declaration);
    await world.login('crew', ACCOUNT);
    rmSync(join(world.folder, 'token.json'));
    chmodSync(world.folder, 0o777);
    const ran = await world.run(['preflight', '--json']);
    chmodSync(world.folder, 0o700);
    expect(ran.exitCode).toBe(1);
    expect(wrong(ran)).toMatchObject({
      'sink token writable': 'SinkDirectoryUnsafe',
      'sink token current': 'SinkMissing',
    });
  });

  describe('as a gate', () => {
    it('is shut when nobody consented', async () => {
      const world = await worlds(declaration);
      await world.run(['status']);
      const { exitCode, stdout } = await world.run(['preflight', 'sync', '--gate']);
      expect({ exitCode, stdout }).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('evergrant login crew'),
      });
    });

    it('is open in an outage of the issuer', async () => {
      const world = await kept();
      world.server.faults.add({ kind: 'status', status: 503 }, 3);
      await world.run(['refresh', 'crew']);
      expect((await world.run(['preflight', 'sync', '--json'])).exitCode).toBe(3);
      expect((await world.run(['preflight', 'sync', '--gate'])).exitCode).toBe(0);
    });

    it.each([
      ['no state directory', (): string[] => ['sync'], ''],
      ['an unknown daemon', (): string[] => ['no-such-daemon'], 'the gate stays open'],
    ])('is open with %s', async (_, words, talk) => {
      const world = await worlds(declaration);
      const { exitCode, stderr } = await world.run(['preflight', ...words(), '--gate']);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(talk) });
    });

    it('is open with a declaration that cannot be read', async () => {
      const world = await worlds(declaration);
      writeFileSync(world.config, 'version: [');
      const { exitCode, stderr } = await world.run(['preflight', 'sync', '--gate']);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining('is not YAML'),
      });
    });
  });
});
