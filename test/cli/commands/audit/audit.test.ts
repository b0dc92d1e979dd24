import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthorizationServer } from '../../../../drill/authorization-server/authorization-server.ts';
import { type CliPlace, evergrantCli } from '../../../support/cli.ts';
import { secretsIn } from '../../../support/secret-search.ts';

const cli = evergrantCli();
let server: AuthorizationServer;
let place: CliPlace;

/** Ends at once, and tells its token with its trouble as careless programs do. */
const DAEMON = `
import { readFileSync } from 'node:fs';
const { access_token } = JSON.parse(readFileSync('crew.json', 'utf8'));
console.log('RefreshError: invalid_grant: Token has been expired or revoked; sent ' + access_token);
process.exitCode = 3;
`;

beforeAll(async () => {
  server = await cli.server();
  place = cli.place({
    issuer: server.issuer,
    change: {
      daemons: {
        sync: { command: ['node', 'sync.mjs'], every: '30m', sessions: { perDay: 5 }, uses: ['crew-file'] },
        gateway: { external: true, uses: ['crew-file'] },
      },
    },
  });
  writeFileSync(join(place.folder, 'sync.mjs'), DAEMON);
});

/** In the order of a machine's life: each test goes on where the one before it ended. */
describe('evergrant audit', () => {
  it('exits 1 before anything runs, and says what to start', async () => {
    const { code, stdout, stderr } = await place.run(['audit']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^\S+ {2}evergrant up does not run\n {2}up +\d+ \S+.*\n {2}cpu +load .*\n {2}memory +\d.* available of .*\n {2}disk +\d.* free of .* at \/\n/,
    );
    expect(stdout).toMatch(/\n {2}sync +stopped +it never ran\n/);
    expect(stdout).toMatch(/\n {2}gateway +watched +no unit is declared\n/);
    expect(stdout).toContain('\ntoken errors of the last 24 hours: none\n');
    expect(stdout).toMatch(/\n {2}crew +noGrant +it has never had a value\n +next: evergrant login crew\n/);
    expect(stdout).toMatch(/\n! ServiceNotRunning: no broker runs.*\n {2}next: evergrant up\n/);
    expect(stdout).toMatch(/\n! DaemonNotSupervised: daemon sync: .*\n {2}next: evergrant run sync\n/);
  });

  it('tells of a run that failed with a token error: its verdict, its count and its session', async () => {
    await place.up();
    await place.consent(server);
    const run = place.start(['run', 'sync']);
    await run.until(() => run.text.includes('run failed'));
    const { code, stdout } = await place.run(['audit']);
    expect(stdout).toMatch(/^\S+ {2}evergrant up \S+, running for \d+ s\n/);
    expect(stdout).toMatch(/\n {2}sync +\S+ .*\n +last run failed with exit code 3 \(RefreshTokenRevoked\)/);
    expect(stdout).toMatch(/\n +runs of 24 h: 1 failed\n +sessions 1 of 5 today \(UTC\)\n/);
    expect(stdout).toMatch(
      /\n {2}sync +RefreshTokenRevoked \(permanent_reauth\) {2}once, \d+ s ago\n +the refresh token was revoked\n +next: evergrant login crew\n/,
    );
    expect(stdout).toMatch(/\n {2}crew +healthy +token ends in 59 min .*\n +no end of the grant is known: /);
    expect(code).toBe(0);
  });

  it('prints one JSON document, whose form is kept', async () => {
    const { code, stdout, stderr } = await place.run(['audit', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      at: expect.stringMatching(ISO),
      reportedAt: null,
      host: expect.stringMatching(/./),
      service: {
        name: 'evergrant up',
        running: true,
        since: expect.stringMatching(ISO),
        version: expect.any(String),
      },
      machine: {
        uptimeSeconds: expect.any(Number),
        cpu: {
          count: expect.any(Number),
          load: [expect.any(Number), expect.any(Number), expect.any(Number)],
        },
        memory: { totalBytes: expect.any(Number), availableBytes: expect.any(Number) },
        disks: expect.arrayContaining([
          { path: '/', totalBytes: expect.any(Number), freeBytes: expect.any(Number) },
        ]),
      },
      daemons: [
        expect.objectContaining({
          name: 'sync',
          kind: 'supervised',
          unit: null,
          log: null,
          sessions: { used: 1, perDay: 5 },
          exits: { succeeded: 0, failed: 1, limitReached: 0, interrupted: 0 },
        }),
        {
          name: 'gateway',
          kind: 'watched',
          unit: null,
          log: null,
          supervision: null,
          sessions: null,
          exits: null,
        },
      ],
      tokenErrors: [
        {
          daemon: 'sync',
          class: 'permanent_reauth',
          reason: 'RefreshTokenRevoked',
          count: 1,
          lastAt: expect.stringMatching(ISO),
          message: 'the refresh token was revoked',
          remedy: 'evergrant login crew',
        },
      ],
      credentials: [
        {
          name: 'crew',
          kind: 'grant',
          state: 'healthy',
          expiresAt: expect.stringMatching(ISO),
          rotateAt: null,
          forecast: { endsAt: null, basis: expect.any(String), because: expect.any(String) },
          trouble: null,
        },
      ],
      findings: [],
      omitted: {},
    });
  });

  it('refuses the name of a host, for one machine has none', async () => {
    expect(await place.run(['audit', 'ops'])).toEqual({
      code: 78,
      stdout: '',
      stderr:
        'evergrant: deployment desk runs on one machine and has no hosts, so there is no "ops" to audit\n' +
        'next: audit this machine: evergrant audit; or name the declaration of a deployment in AWS: --config FILE\n',
    });
  });

  it('shows no secret, though the daemon printed one, in neither its output nor what is kept', async () => {
    const audited = [await place.run(['audit']), await place.run(['audit', '--json'])];
    const texts = audited.map(({ stdout }, index) => ({ place: `audit ${index}`, text: stdout }));
    const secrets = server.issuedSecrets();
    expect(secrets.length).toBeGreaterThan(0);
    expect(secretsIn([...texts, ...place.files()], secrets)).toEqual([]);
  });
});

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
