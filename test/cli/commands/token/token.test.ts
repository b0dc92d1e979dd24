import { beforeAll, describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../../adapters/node/node-digest.ts';
import { SecretText } from '../../../../core/secret-text.ts';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { ACCOUNT } from '../../../support/cli-declaration.ts';
import { statusOfSheet } from '../../../support/refresh-at.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
  await place.up();
  await place.consent(server);
});

describe('evergrant token', () => {
  it('prints a token that works, and nothing else', async () => {
    const { code, stdout, stderr } = await place.run(['token', 'crew']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+\n$/);
    expect(await statusOfSheet(server, new SecretText(stdout.trim()))).toBe(200);
  });

  it('prints it with expiry, generation and fingerprint as JSON', async () => {
    const { stdout } = await place.run(['token', 'crew', '--json']);
    const document = JSON.parse(stdout);
    expect(document).toEqual({
      schema: 1,
      accessToken: expect.any(String),
      expiresAt: expect.stringMatching(/Z$/),
      generation: 1,
      fingerprint: nodeDigest.fingerprint(new SecretText(document.accessToken)),
    });
  });

  it('refreshes once for all of twelve processes that ask at once for more life than is left', async () => {
    // A token of 20 s may be replaced 2 s after its issue, and then lives less than the 18 s that can be relied on.
    server.settings.accessTokenSeconds = 20;
    await place.broker.refresh('crew', {});
    const after = Date.now() + 2_500;
    while (Date.now() <= after) await new Promise((resolve) => setTimeout(resolve, 10));
    server.settings.accessTokenSeconds = 7200;
    const before = exchanges();
    const all = await Promise.all(
      Array.from({ length: 12 }, () => place.run(['token', 'crew', '--min-valid', '18s'])),
    );
    expect(all.map(({ code }) => code)).toEqual(Array(12).fill(0));
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
    expect(exchanges()).toBe(before + 1);
  });

  it("refuses a span longer than the issuer's tokens live, without asking the issuer", async () => {
    const before = exchanges();
    expect(await place.run(['token', 'crew', '--min-valid', '2d'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'evergrant: no token crew: tokens of crew live for 2 h, of which 1 h 59 min can be relied on, and one that lives for 2 d was asked for (MinValidTooLong)\n' +
        'next: ask for 1 h 59 min or less\n',
    });
    expect(exchanges()).toBe(before);
  });

  it.each([
    ['--min-valid', 'soon', 'evergrant: --min-valid soon: expected a span such as 60s, 5m or 1h30m'],
    ['--min-valid', '-5s', 'evergrant: --min-valid -5s: expected a span such as 60s, 5m or 1h30m'],
  ])('refuses %s %s', async (option, value, message) => {
    const { code, stderr } = await place.run(['token', 'crew', `${option}=${value}`]);
    expect(code).toBe(64);
    expect(stderr).toBe(`${message}\nnext: evergrant token --help\n`);
  });

  it('names the tokens there are for one that is not declared', async () => {
    const { code, stderr } = await place.run(['token', 'crows']);
    expect(code).toBe(64);
    expect(stderr).toBe(
      'evergrant: there is no token "crows" in the declaration; did you mean "crew"?\nnext: use one of: crew\n',
    );
  });

  it('gives none of a dead grant, and says what repairs it', async () => {
    server.revokeGrant(ACCOUNT);
    await place.broker.refresh('crew', {});
    const { code, stdout, stderr } = await place.run(['token', 'crew', '--min-valid', '1h59m59s']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^evergrant: no token crew: the issuer refused .*\nnext: evergrant login crew\n$/);
  });

  cli.showsNoSecret();
});

function exchanges(): number {
  return server.record.filter(({ grantType }) => grantType === 'refresh_token').length;
}
