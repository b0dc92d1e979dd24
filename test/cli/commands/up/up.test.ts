import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import type { CommandProcess } from '../../../support/command-process.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;
let up: CommandProcess;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
});

/** In order: each test goes on where the one before it ended. */
describe('evergrant up', () => {
  it('makes its state directory and serves a socket that only this user may speak to', async () => {
    up = await place.up();
    expect(modeOf(place.stateDirectory)).toBe('700');
    expect(modeOf(`${place.stateDirectory}/control.sock`)).toBe('600');
    await place.consent(server);
    expect((await place.broker.status()).credentials).toMatchObject([{ state: 'healthy', generation: 1 }]);
  });

  it('says who holds the state directory when it is started a second time', async () => {
    const { code, stdout, stderr } = await place.run(['up']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(
        `^evergrant: ${place.stateDirectory} is held by "evergrant up" \\(process ${up.child.pid} on \\S+, since \\S+\\)\n` +
          `next: use it: evergrant status; or end it: kill ${up.child.pid}\n$`,
      ),
    );
  });

  it('goes on after kill -9, over the socket that the dead one left', async () => {
    up.child.kill('SIGKILL');
    await up.ended;
    expect(statSync(`${place.stateDirectory}/control.sock`).isSocket()).toBe(true);
    const exchanges = server.record.length;
    up = await place.up();
    expect((await place.broker.status()).credentials).toMatchObject([{ state: 'healthy', generation: 1 }]);
    expect(await place.broker.refresh('crew', {})).toMatchObject({ kind: 'refreshed', generation: 2 });
    expect(server.record).toHaveLength(exchanges + 1);
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ])('ends at %s with %d, and leaves nothing that holds up the next one', async (signal, exitCode) => {
    up.child.kill(signal);
    expect(await up.ended).toBe(exitCode);
    expect(up.talk.filter((line) => line.startsWith('evergrant: '))).toEqual([]);
    up = await place.up();
  });

  it('finishes an exchange that is under way before it ends', async () => {
    server.faults.add({ kind: 'delay', milliseconds: 500, processed: true });
    const refreshed = place.broker.refresh('crew', {});
    await up.until(() => events(up).filter((type) => type === 'refreshStarted').length > 0);
    up.child.kill('SIGTERM');
    expect(await refreshed).toMatchObject({ kind: 'refreshed', generation: 3 });
    expect(await up.ended).toBe(0);
  });

  it('refuses a path that is too long for a socket, and names the key to change', async () => {
    const long = cli.place({
      issuer: server.issuer,
      change: { engine: { stateDirectory: `./${'s'.repeat(120)}` } },
    });
    const { code, stderr } = await long.run(['up']);
    expect(code).toBe(78);
    expect(stderr).toMatch(/: the path of a socket may have (107|103) bytes, and this one has \d+\n/);
    expect(stderr).toMatch(
      /\nnext: declare a state directory with a shorter path: engine\.stateDirectory\n$/,
    );
  });

  it('says when something else lies where its socket belongs, and moves nothing away by itself', async () => {
    const other = cli.place({ issuer: server.issuer });
    mkdirSync(other.stateDirectory, { mode: 0o700 });
    writeFileSync(`${other.stateDirectory}/control.sock`, 'notes');
    const { code, stderr } = await other.run(['up']);
    const path = `${other.stateDirectory}/control.sock`;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `evergrant: ${path}: something that is not a socket lies where a socket of evergrant belongs\nnext: move it away: mv ${path} ${path}.old\n`,
    );
  });

  it('says when a program that is no broker answers on its socket', async () => {
    const other = cli.place({ issuer: server.issuer });
    mkdirSync(other.stateDirectory, { mode: 0o700 });
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(`${other.stateDirectory}/control.sock`, resolve));
    const { code, stderr } = await other.run(['up']);
    stranger.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^evergrant: .*another broker answers on this socket\nnext: .+\n$/);
  });

  it.each([
    ['is missing', undefined, /evergrant\.yaml/],
    ['is not YAML', 'a: [', /evergrant\.yaml:\d+:\d+ is not YAML/],
  ])('exits 78 when the declaration %s', async (_sentence, text, problem) => {
    const folder = cli.folder();
    if (text !== undefined) writeFileSync(`${folder}/evergrant.yaml`, text);
    const { code, stderr } = await cli.run(['up'], { folder });
    expect(code).toBe(78);
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(/\nnext: .+\n$/);
  });

  cli.showsNoSecret();
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function events(process: CommandProcess): unknown[] {
  return String(process.stdout)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).type);
}
