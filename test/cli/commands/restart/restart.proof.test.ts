import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type EvergrantWorld, evergrantWorlds } from '../../../support/evergrant-world.ts';
import { type LimitedService, limitedServices } from '../../../support/limited-service.ts';

const ACCOUNT = 'ops@example.com';
const UNITS = Array.from({ length: 15 }, (_, place) => `agent-${place + 1}.service`);

const worlds = evergrantWorlds();
const services = limitedServices();
const clients: (() => readonly number[])[] = [];
afterEach(() => {
  for (const pid of clients.splice(0).flatMap((pids) => pids())) process.kill(pid, 'SIGKILL');
});

/** Fifteen consumers of one grant that all run, behind a service that takes four at once. */
class Fleet {
  readonly world: EvergrantWorld;
  readonly service: LimitedService;
  readonly environment: Record<string, string>;
  readonly #units: string;

  constructor(world: EvergrantWorld, service: LimitedService) {
    this.world = world;
    this.service = service;
    this.#units = join(world.folder, 'units');
    const bin = join(world.folder, 'bin');
    mkdirSync(this.#units);
    mkdirSync(bin);
    copyFileSync('test/support/programs/systemctl.mjs', join(bin, 'systemctl'));
    chmodSync(join(bin, 'systemctl'), 0o755);
    this.environment = { PATH: `${bin}:${process.env.PATH}`, UNITS: this.#units };
    const client = resolve('test/support/programs/limited-client.mjs');
    const command = [process.execPath, client, join(world.folder, 'token.json'), service.url];
    for (const unit of UNITS) writeFileSync(join(this.#units, unit), JSON.stringify(command));
    clients.push(() => this.pids());
  }

  /** Four at a time, as the service takes them. */
  async startAll(): Promise<void> {
    const coming = [...UNITS];
    const place = async () => {
      for (let unit = coming.shift(); unit; unit = coming.shift()) await this.#start(unit);
    };
    await Promise.all(Array.from({ length: 4 }, place));
    this.service.most = 0;
    this.service.served = 0;
  }

  async #start(unit: string): Promise<void> {
    const env = { ...process.env, ...this.environment };
    const shim = spawn('systemctl', ['restart', '--', unit], { env, stdio: 'ignore' });
    const [code] = await once(shim, 'exit');
    if (code !== 0) throw new Error(`${unit} did not start`);
  }

  /** Numbers of the consumers that run, in the order of their units. */
  pids(): readonly number[] {
    const files = UNITS.map((unit) => join(this.#units, `${unit}.pid`)).filter((file) => existsSync(file));
    return files
      .map((file) => Number(readFileSync(file, 'utf8')))
      .filter((pid) => existsSync(`/proc/${pid}`));
  }

  restart(...words: string[]) {
    return this.world.run(['restart', ...UNITS, ...words], this.environment);
  }
}

function declaration({ folder, server }: { folder: string; server: AuthorizationServer }) {
  return {
    deployment: 'fleet',
    engine: { kind: 'machine', stateDirectory: join(folder, 'state') },
    clients: { desk: { issuer: { discovery: server.issuer, rotation: 'always' }, clientId: 'desk' } },
    grants: { crew: { client: 'desk', account: ACCOUNT, scopes: ['sheets'] } },
    sinks: { token: { token: 'crew', file: join(folder, 'token.json') } },
    daemons: Object.fromEntries(
      UNITS.map((unit) => [unit.replace('.service', ''), { external: true, uses: ['token'] }]),
    ),
  };
}

async function fleet(settings: { accessTokenSeconds?: number } = {}): Promise<Fleet> {
  const world = await worlds(declaration, settings);
  return new Fleet(world, await services(4, () => world.server.resource));
}

const told = { tooMany: 0, unauthorized: 0, served: 15 };

describe('evergrant restart', () => {
  it('scenario 18: restarts 15 consumers with one refresh, no refusal, and never above the limit', async () => {
    const { world, service, ...rest } = await ready(await fleet());
    const before = rest.fleet.pids();
    const { exitCode, stdout, stderr } = await rest.fleet.restart('--spread', '2s');
    expect({ exitCode, service: { ...service } }).toMatchObject({ exitCode: 0, service: told });
    expect(service.most).toBeLessThanOrEqual(4);
    expect(world.refreshes()).toBe(1);
    expect(rest.fleet.pids().filter((pid) => before.includes(pid))).toEqual([]);
    expect(stdout).toContain('15 units, at most 4 at once: at least 4 groups');
    expect(stderr).toContain('the limit of 4 at once is too small for all 15 together');
  }, 90_000);

  it('does the same when the tokens have ended while nobody refreshed them', async () => {
    const some = await fleet({ accessTokenSeconds: 20 });
    const { world, service } = some;
    await world.login('crew', ACCOUNT);
    await some.startAll();
    await tokenEnded(some);
    world.server.settings.accessTokenSeconds = 3_600;
    const { exitCode } = await some.restart();
    expect({ exitCode, service: { ...service } }).toMatchObject({ exitCode: 0, service: told });
    expect(service.most).toBeLessThanOrEqual(4);
    expect(world.refreshes()).toBe(1);
  }, 90_000);

  it('stops nothing when the grant is dead, and says why', async () => {
    const { world, fleet: some } = await ready(await fleet());
    const before = some.pids();
    world.server.revokeGrant(ACCOUNT);
    const { exitCode, stderr } = await some.restart();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nothing was stopped');
    expect(stderr).toContain('next: evergrant login crew');
    expect(some.pids()).toEqual(before);
    const again = await some.restart('--json');
    expect(JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'refused' });
    expect(world.refreshes()).toBe(1);
    expect(some.pids()).toEqual(before);
  }, 90_000);

  it('prints the plan of a dry run and touches nothing', async () => {
    const { world, fleet: some } = await ready(await fleet());
    const before = some.pids();
    const { exitCode, stdout } = await some.restart(
      '--dry-run',
      '--at-once',
      '5',
      '--spread',
      '30s',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'plan', atOnce: 5, rounds: 3 });
    expect(world.refreshes()).toBe(0);
    expect(some.pids()).toEqual(before);
  }, 90_000);

  it('refuses units that it cannot judge before it stops anything', async () => {
    const { world, environment } = await fleet();
    const undeclared = await world.run(['restart', 'nginx.service'], environment);
    expect(undeclared).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--grant NAME') });
    const unknown = await world.run(
      ['restart', 'agent-1.service', 'nginx.service', '--grant', 'crew'],
      environment,
    );
    expect(unknown).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('systemd knows no unit nginx.service'),
    });
    const senseless = await world.run(['restart', 'agent-1.service', '--at-once', '0'], environment);
    expect(senseless).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--at-once 0') });
  }, 60_000);
});

/** Consented, kept by a broker, and all consumers running. */
async function ready(some: Fleet) {
  await some.world.up();
  await some.world.login('crew', ACCOUNT);
  await some.startAll();
  return { fleet: some, world: some.world, service: some.service };
}

async function tokenEnded({ world }: Fleet): Promise<void> {
  const { access_token: token } = JSON.parse(readFileSync(join(world.folder, 'token.json'), 'utf8')) as {
    access_token: string;
  };
  for (let status = 200; status === 200; ) {
    ({ status } = await fetch(world.server.resource, { headers: { authorization: `Bearer ${token}` } }));
  }
}
