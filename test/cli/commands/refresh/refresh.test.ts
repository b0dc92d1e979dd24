import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { ACCOUNT } from '../../../support/cli-declaration.ts';
import type { CommandProcess } from '../../../support/command-process.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;
let up: CommandProcess;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
});

/** In the order of a grant's life: each test goes on where the one before it ended. */
describe('evergrant refresh', () => {
  it('says that nobody has consented yet, and sends nothing', async () => {
    expect(await place.run(['refresh', 'crew'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'evergrant: crew: nobody has consented to grant crew yet (NoGrant)\nnext: evergrant login crew\n',
    });
    expect(server.record).toHaveLength(0);
  });

  it('refreshes through the broker', async () => {
    up = await place.up();
    await place.consent(server);
    const { code, stdout, stderr } = await place.run(['refresh', 'crew']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`crew refreshed (generation 2, token ${await fingerprint()})\n`);
  });

  it('does nothing with --unless when another token is in force', async () => {
    const { code, stdout } = await place.run(['refresh', 'crew', '--unless', '000000000000']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `crew not refreshed: another token is already in force (generation 2, token ${await fingerprint()})\n`,
    );
  });

  it('refreshes with --unless when that token is in force', async () => {
    const { stdout } = await place.run([
      'refresh',
      'crew',
      '--json',
      '--unless',
      (await fingerprint()) ?? '',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      grant: 'crew',
      kind: 'refreshed',
      generation: 3,
      fingerprint: await fingerprint(),
    });
  });

  it('says that trouble passes by itself, and when it is tried again', async () => {
    server.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 300 });
    const { code, stdout, stderr } = await place.run(['refresh', 'crew']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^evergrant: crew: the issuer or API asks to slow down \(RateLimited\)\nnext: it is tried again in \d+ (min|s).* by itself; evergrant status crew\n$/,
    );
    expect((await place.broker.status()).credentials).toMatchObject([{ state: 'backingOff' }]);
  });

  it('ends at the first Ctrl-C while the issuer is slow; the broker finishes what it has begun', async () => {
    expect((await place.consent(server)).kind).toBe('settled');
    const { generation = 0 } = (await place.broker.status()).credentials[0] ?? {};
    const started = () => String(up.stdout).split('"refreshStarted"').length;
    const [asked, before] = [server.record.length, started()];
    server.faults.add({ kind: 'delay', milliseconds: 1_000 });
    const refreshing = place.start(['refresh', 'crew']);
    await up.until(() => started() > before);
    refreshing.child.kill('SIGINT');
    expect(await refreshing.ended).toBe(130);
    expect(refreshing.text).toMatch(
      /^evergrant: interrupted before the broker had answered;.*\nnext: evergrant status\n$/,
    );
    expect(server.record).toHaveLength(asked);
    await up.until(() =>
      String(up.stdout).includes(`"refreshed","credential":"crew","generation":${generation + 1}`),
    );
  });

  it('says cause and repair of a dead grant, as text and as JSON, and asks the issuer no more', async () => {
    await place.consent(server);
    server.revokeGrant(ACCOUNT);
    const { code, stderr } = await place.run(['refresh', 'crew']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^evergrant: crew: the issuer refused .* \(GrantRefused\)\nnext: evergrant login crew\n$/,
    );
    const asked = server.record.length;
    const json = await place.run(['refresh', 'crew', '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      grant: 'crew',
      kind: 'unavailable',
      reason: 'GrantRefused',
    });
    expect(server.record).toHaveLength(asked);
  });

  cli.showsNoSecret();
});

async function fingerprint(): Promise<string | null | undefined> {
  return (await place.broker.status()).credentials[0]?.fingerprint;
}
