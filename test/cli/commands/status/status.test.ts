import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { ACCOUNT } from '../../../support/cli-declaration.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({ issuer: server.issuer });
});

/** In the order of a grant's life: each test goes on where the one before it ended. */
describe('evergrant status', () => {
  it('exits 1 before the first consent, and says which command gives it', async () => {
    const { code, stdout } = await place.run(['status']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^desk {2}no broker runs: nothing is refreshed \(next: evergrant up\)\n/);
    expect(stdout).toMatch(/\ncrew +noGrant +no token\n +next: evergrant login crew\n$/);
  });

  it('prints as JSON that no broker runs, and no process in its place', async () => {
    const { code, stdout } = await place.run(['status', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      broker: { running: false },
      credentials: [{ state: 'noGrant' }],
    });
    expect(JSON.parse(stdout).broker).toEqual({ running: false });
  });

  it('exits 0 while a broker keeps every grant well: a line for each', async () => {
    const up = await place.up();
    await place.consent(server);
    const { code, stdout, stderr } = await place.run(['status']);
    const { fingerprint } = (await place.broker.status()).credentials[0] ?? {};
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^desk {2}broker \\S+, process ${up.child.pid}, since \\S+\\n` +
          `crew +healthy +59 min \\d+ s left +refresh in \\d+ min( \\d+ s)? +generation 1 +${fingerprint}\\n$`,
      ),
    );
  });

  it('shows one grant in full: account, scopes, forecast with its basis, verdict and sinks', async () => {
    const { code, stdout } = await place.run(['status', 'crew']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^ {2}issuer +${server.issuer}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ {2}account +${ACCOUNT}$`, 'm'));
    expect(stdout).toMatch(/^ {2}scopes +sheets openid email$/m);
    expect(stdout).toMatch(/^ {2}consent +\d{4}-\d\d-\d\dT/m);
    expect(stdout).toMatch(/^ {2}forecast +.*\[\w+\]$/m);
    expect(stdout).toMatch(/^ {2}verdict +Refreshed at /m);
    expect(stdout).toMatch(
      /^ {2}sink +crew-file \S+\/crew\.json {2}generation 1 [0-9a-f]{12} {2}unobservable$/m,
    );
  });

  it('prints one JSON document', async () => {
    const { code, stdout } = await place.run(['status', '--json']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      at: expect.stringMatching(ISO),
      deployment: 'desk',
      broker: {
        running: true,
        pid: expect.any(Number),
        since: expect.stringMatching(ISO),
        version: expect.any(String),
      },
      tokenSocket: null,
      credentials: [
        {
          name: 'crew',
          kind: 'grant',
          standing: false,
          state: 'healthy',
          issuer: server.issuer,
          account: ACCOUNT,
          scopes: ['sheets', 'openid', 'email'],
          generation: 1,
          fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
          expiresAt: expect.stringMatching(ISO),
          secondsLeft: expect.any(Number),
          refreshAt: expect.stringMatching(ISO),
          consentedAt: expect.stringMatching(ISO),
          forecast: { endsAt: null, basis: expect.any(String), because: expect.any(String) },
          lastVerdict: expect.objectContaining({ class: 'ok', reason: 'Refreshed' }),
          consecutiveFailures: 0,
          deliveries: [
            {
              sink: 'crew-file',
              target: `${place.folder}/crew.json`,
              generation: 1,
              fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
              deliveredAt: expect.stringMatching(ISO),
              adoption: 'unobservable',
              adoptedAt: null,
              consumers: [],
              error: null,
              followUp: null,
            },
          ],
          incident: null,
        },
      ],
      apiKeys: [],
      signingKeys: [],
      agentTokens: [],
      daemons: [],
      hosts: [],
      findings: [],
    });
  });

  it('shows each change with --watch, one JSON document a line, and ends at Ctrl-C with 130', async () => {
    const watch = place.start(['status', '--watch', '--json']);
    const states = () => String(watch.stdout).split('\n').slice(0, -1).map(generationOf);
    await watch.until(() => states().length > 0);
    expect(states()).toEqual([1]);
    await place.broker.refresh('crew', {});
    await watch.until(() => states().at(-1) === 2);
    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(130);
    expect(watch.text).toBe('');
  });

  it('ends --watch with the next step when the broker is killed', async () => {
    const watch = place.start(['status', '--watch']);
    await watch.until(() => String(watch.stdout).includes('generation 2'));
    process.kill(await pidOfBroker(), 'SIGKILL');
    expect(await watch.ended).toBe(3);
    expect(watch.text).toMatch(
      /^evergrant: the broker on \S+ went away before it had answered\nnext: start it: evergrant up\n$/,
    );
    await place.up();
  });

  it('exits 1 for a dead grant, with cause and repair', async () => {
    server.revokeGrant(ACCOUNT);
    await place.broker.refresh('crew', {});
    const { code, stdout } = await place.run(['status']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^crew +consentRequired /m);
    expect(stdout).toMatch(/^ {2}! critical GrantRefused: .*\n {4}next: evergrant login crew$/m);
  });

  it('exits 3 without a broker, though the token still works', async () => {
    expect((await place.consent(server)).kind).toBe('settled');
    const up = await stopped();
    expect(up).toBe(0);
    const { code, stdout } = await place.run(['status']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^crew +healthy /m);
  });

  it('exits 2 when a grant works and its end is foreseen', async () => {
    const ending = cli.place({
      issuer: server.issuer,
      change: {
        clients: { desk: { issuer: { discovery: server.issuer, grantLifetime: '2h' }, clientId: 'desk' } },
        grants: { crew: { client: 'desk', account: ACCOUNT, scopes: ['sheets'], warnBefore: ['7199999ms'] } },
      },
    });
    await ending.up();
    await ending.consent(server);
    const { code, stdout } = await ending.run(['status']);
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^ {2}! warning EndForeseen: this grant ends at .+\n {4}next: evergrant login crew$/m,
    );
  });

  it('has nothing to watch without a broker', async () => {
    expect(await place.run(['status', '--watch'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'evergrant: no broker runs, so nothing changes that could be watched\nnext: evergrant up\n',
    });
  });

  it('names the grants there are for one that is not declared', async () => {
    const { code, stderr } = await place.run(['status', 'crows']);
    expect(code).toBe(64);
    expect(stderr).toBe(
      'evergrant: there is no grant "crows" in the declaration; did you mean "crew"?\nnext: use one of: crew\n',
    );
  });

  cli.showsNoSecret();
});

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function generationOf(line: string): unknown {
  return JSON.parse(line).credentials[0].generation;
}

async function stopped(): Promise<number | null> {
  return await cli.stop(await pidOfBroker());
}

async function pidOfBroker(): Promise<number> {
  const { broker } = await place.broker.status();
  if (!('pid' in broker)) throw new Error('no broker runs');
  return broker.pid;
}
