import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSelfTest } from '../../../core/host/self-test.ts';
import { SECOND } from '../../../core/time.ts';
import { reportOf, shownOf } from '../../support/host-daemon/host-findings.ts';
import { type HostProgram, hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

/** What a self-test prints as JSON, and what it exits with. */
async function tested({ run }: HostProgram, outcome?: string) {
  const test = run(['self-test', '--json']);
  const code = await test.ended;
  const found = readSelfTest(test.lines.at(-1));
  const checks = (found?.checks ?? []).filter((check) => outcome === undefined || check.outcome === outcome);
  return { code, checks, names: checks.map(({ name }) => name) };
}

/** A host on which all is well, with a daemon that it could run. */
async function well(options?: Parameters<typeof start>[0]) {
  const host = await start(options);
  await host.world.deploy(SECTIONS);
  await host.world.save('sheets', 1);
  return host;
}

const SECTIONS = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
sinks: { file: { token: sheets, file: FOLDER/sinks/file.json } }
daemons: { sync: { command: [sleep, 1d], keepRunning: true, uses: [file] } }
hosts: { ops: { kind: external, daemons: [sync] } }
`;

const ALL = ['configuration', 'identity', 'clock', 'host document', 'queue', 'token sheets', 'disk'];
const OF_HOST = ['sink file', 'daemon sync', 'host daemon'];

describe('evergrant-host self-test', () => {
  it('is all well beside the host daemon, and takes nothing from it', async () => {
    const host = await well();
    host.up();
    await until(() => host.world.inSink('file') === accessTokenOf('sheets', 1));
    const { code, names } = await tested(host, 'ok');
    expect(names).toEqual([...ALL, ...OF_HOST]);
    expect(code).toBe(0);
    await host.world.save('sheets', 2);
    host.world.tell('sheets', 2);
    await until(() => host.world.inSink('file') === accessTokenOf('sheets', 2));
  });

  it('warns of a host daemon that does not run, which is no failure; the report shows it', async () => {
    const host = await well();
    const test = host.run(['self-test']);
    expect(await test.ended).toBe(0);
    expect(test.lines).toContain('warn    host daemon: does not answer on its control socket');
    expect(test.lines.at(-1)).toBe('        next: systemctl status evergrant-host');
    expect(test.lines).toContainEqual(
      expect.stringMatching(/^ok {6}token sheets: generation 1, [0-9a-f]{12}$/),
    );
    host.up();
    await until(async () => (await reportOf(host.aws)) !== undefined);
    expect(await shownOf(host.aws)).toContain('host daemon: does not answer on its control socket');
  });

  it('after a start waits until the host daemon answers steadily', async () => {
    const host = await well();
    const test = host.run(['self-test', '--started']);
    host.up();
    expect(await test.ended).toBe(0);
    expect(test.lines.at(-1)).toBe('ok      host daemon: answers on its control socket, for 10 s and more');
  });

  it('fails by the queue that is gone; the report and evergrant status show it', async () => {
    const host = await well();
    host.world.removeQueue();
    const { code, checks } = await tested(host, 'failed');
    expect(code).toBe(1);
    expect(checks).toMatchObject([
      { name: 'queue', message: expect.stringContaining('queue evergrant-jada-ops') },
    ]);
    const kept = readSelfTest(readFileSync(join(host.world.folder, 'state', 'self-test.json'), 'utf8'));
    host.up();
    await until(async () => (await reportOf(host.aws)) !== undefined);
    expect((await reportOf(host.aws))?.selfTest?.at).toBe(kept?.at);
    expect(await shownOf(host.aws)).toMatch(
      /! self-test queue failed at \S+: queue evergrant-jada-ops.*\n {4}next: deploy it.*; then test again: /,
    );
  });

  it('fails by each thing that is wrong, and names what mends it', async () => {
    const host = await well({
      authorize: ({ action }) => (action === 'secretsmanager:GetSecretValue' ? 'deny' : 'allow'),
    });
    await host.world.deploy(SECTIONS.replace('[sleep, 1d]', '[no-such-program]'));
    rmSync(join(host.world.folder, 'sinks'), { recursive: true });
    const { code, checks, names } = await tested(host, 'failed');
    expect(names).toEqual(['token sheets', 'sink file', 'daemon sync']);
    for (const { remedy } of checks) expect(remedy).toBeTruthy();
    expect(checks[2]?.message).toBe('the program no-such-program is not found');
    expect(code).toBe(1);
  });

  it('stops at what all else depends on', async () => {
    const host = await well();
    host.world.addForeign('foreign', 'another');
    host.world.identify('foreign');
    expect((await tested(host)).names).toEqual(['configuration', 'identity', 'disk', 'host daemon']);
    host.world.identify('host-of-ops');
    await host.world.spoilDocument('{}');
    const { code, names } = await tested(host, 'failed');
    expect([code, names]).toEqual([1, ['host document']]);
  });

  it('warns of a clock that is off by less than what AWS refuses, and of a token that is not there yet', async () => {
    const host = await start({ clock: () => Date.now() + 60 * SECOND });
    await host.world.deploy(SECTIONS);
    const { code, names, checks } = await tested(host, 'warn');
    expect(names).toEqual(['clock', 'token sheets', 'host daemon']);
    expect(checks[0]?.message).toContain('behind that of AWS');
    expect(code).toBe(0);
  });
});
