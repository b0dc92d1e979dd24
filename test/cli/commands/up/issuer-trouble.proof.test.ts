import { describe, expect, it } from '@jest/globals';
import type { CredentialStatus } from '../../../../core/status.ts';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import type { ScriptedFault } from '../../../../drill/authorization-server/faults.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import type { CommandProcess } from '../../../support/command-process.ts';
import { freePort } from '../../../support/free-port.ts';

const cli = evergrantCli();

describe('evergrant up, when an issuer makes trouble', () => {
  it('keeps running while the issuer cannot be reached, says so, and recovers when it comes up', async () => {
    const port = await freePort();
    const place = cli.place({ issuer: `http://127.0.0.1:${port}` });
    const up = await place.up();
    await up.until(() => eventsOf(up).some(({ reason }) => reason === 'IssuerUnreachable'));
    const { stdout } = await place.run(['status']);
    expect(stdout).toMatch(
      /^! IssuerUnreachable: crew could not be looked at: issuer \S+ cannot be reached: ECONNREFUSED$/m,
    );
    expect(stdout).toMatch(/^ {2}next: check the address and the network, for example: curl -I http\S+$/m);
    const login = await place.run(['login', 'crew']);
    expect(login.code).toBe(1);
    expect(login.stderr).toMatch(/^evergrant: issuer \S+ cannot be reached: ECONNREFUSED\nnext: check /);
    expect((await place.broker.status()).findings).toHaveLength(1);
    const server = await cli.server({ port });
    expect((await place.consent(server)).kind).toBe('settled');
    expect((await place.broker.status()).findings).toEqual([]);
    const told = eventsOf(up).filter(({ reason }) => reason === 'IssuerUnreachable');
    expect(told).toHaveLength(1);
  });

  it.each<[string, ScriptedFault, string, RegExp]>([
    ['a page of HTML', { kind: 'html' }, 'transient', /something on the way answered instead/],
    ['2 MB', { kind: 'huge' }, 'ambiguous', /longer than 1 MiB/],
    [
      'a redirect',
      { kind: 'redirect', location: 'https://elsewhere.example/token' },
      'ambiguous',
      /answered with a redirect/,
    ],
    ['503', { kind: 'status', status: 503 }, 'transient', /the server is not available for now/],
    ['a dropped connection', { kind: 'drop' }, 'transient', /no whole answer came/],
  ])(
    'says what it saw when the answer is %s, and that it tries again',
    async (_sentence, fault, verdict, message) => {
      const { place, server } = await healthy({ withGrace: true });
      server.faults.add(fault);
      const { code, stderr } = await place.run(['refresh', 'crew']);
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/\nnext: it is tried again in .* by itself; evergrant status crew\n$/);
      const shown = await credential(place);
      expect(shown).toMatchObject({ generation: 1, incident: null, lastVerdict: { class: verdict } });
      expect((await place.run(['status', 'crew'])).stdout).toMatch(message);
    },
  );

  it('waits for a slow issuer without holding up who can be served from the store', async () => {
    const { place, server } = await healthy();
    server.faults.add({ kind: 'delay', milliseconds: 1_500 });
    const refreshed = place.broker.refresh('crew', {});
    const token = await place.broker.token('crew', { minValidSeconds: 60 });
    expect(token).toMatchObject({ kind: 'token', generation: 1 });
    expect(await refreshed).toMatchObject({ kind: 'refreshed', generation: 2 });
  });

  it('works without expires_in, shows that no end is known, and refreshes all the same', async () => {
    const { place, server } = await healthy();
    server.faults.add({ kind: 'expiresIn', value: undefined });
    expect((await place.run(['refresh', 'crew'])).code).toBe(0);
    const shown = await credential(place);
    expect(shown).toMatchObject({ state: 'healthy', generation: 2, expiresAt: null, secondsLeft: null });
    expect(Date.parse(shown.refreshAt ?? '')).toBeGreaterThan(Date.now());
    const { code, stdout } = await place.run(['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^crew +healthy +life not known +refresh in /m);
  });

  it('refuses plain http but on loopback, before anything is sent', async () => {
    const place = cli.place({ issuer: 'http://issuer.example' });
    const { code, stderr } = await place.run(['up']);
    expect(code).toBe(78);
    expect(stderr).toContain('an https address; http only for 127.0.0.0/8, ::1 and localhost');
  });

  it("corrects lifetimes by the issuer's clock when it is 10 minutes off, and says which clock to set", async () => {
    const server = await cli.server({ settings: { dateOffsetSeconds: 600 } });
    const place = cli.place({ issuer: server.issuer });
    await place.up();
    await place.consent(server);
    const shown = await credential(place);
    expect(shown.secondsLeft).toBeGreaterThan(3_500);
    expect(shown.secondsLeft).toBeLessThanOrEqual(3_600);
    const { stdout } = await place.run(['status']);
    expect(stdout).toMatch(
      /^! ClockOff: this machine's clock is (10 min|9 min 59 s)( \d s)? behind the clock of the issuer of crew; lifetimes are corrected by it$/m,
    );
    expect(stdout).toMatch(/^ {2}next: set the clock: timedatectl set-ntp true$/m);
  });

  cli.showsNoSecret();
});

/** @param withGrace the issuer takes a used refresh token for a minute, and tells nobody whether one is good */
async function healthy({
  withGrace = false,
} = {}): Promise<{ place: CliPlace; server: AuthorizationServer }> {
  const server = await cli.server({ settings: { graceSeconds: withGrace ? 60 : 0 } });
  const { issuer } = server;
  const { tokenEndpoint } = server;
  const endpoints = {
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint,
    rotation: 'always',
    grace: '60s',
  };
  const change = {
    clients: { desk: { issuer: endpoints, clientId: 'desk', authentication: 'none' } },
    grants: { crew: { client: 'desk', scopes: ['sheets'] } },
  };
  const place = cli.place({ issuer, ...(withGrace ? { change } : {}) });
  await place.up();
  expect(await place.consent(server)).toMatchObject({ kind: 'settled' });
  return { place, server };
}

async function credential(place: CliPlace): Promise<CredentialStatus> {
  const [found] = (await place.broker.status()).credentials;
  if (!found) throw new Error('no credential is declared');
  return found;
}

function eventsOf(process: CommandProcess): Record<string, unknown>[] {
  return String(process.stdout)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
