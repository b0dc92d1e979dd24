import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toIso } from '../../../core/time.ts';
import { fakeProgram } from '../../support/fake-program.ts';
import { reportOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();

const SECTIONS = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
sinks: { file: { token: sheets, file: FOLDER/sinks/file.json } }
daemons:
  gateway: { external: true, log: FOLDER/gateway.log, uses: [file], sessions: { perDay: 5, begins: session starts } }
  agent: { external: true, unit: agent.service, uses: [file] }
hosts: { ops: { kind: external, sinks: [file], daemons: [gateway, agent] } }
`;

/** A line of a daemon that tells its token with its trouble. */
const REFUSED = `ERROR invalid_grant: Token has been expired or revoked; sent ${accessTokenOf('sheets', 1)}`;

const SYSTEMCTL = "console.log('LoadState=loaded\\nActiveState=failed\\nNRestarts=5');";

/** Host `ops` with a gateway that writes a log, and an agent whose unit failed. */
async function deployed() {
  const { aws, world, run, up } = await start();
  fakeProgram(world.folder, { name: 'systemctl', script: SYSTEMCTL });
  fakeProgram(world.folder, { name: 'journalctl', script: '' });
  const now = toIso(Date.now());
  writeFileSync(join(world.folder, 'gateway.log'), `${now} session starts\n${now} ${REFUSED}\n`);
  await world.deploy(SECTIONS);
  await world.save('sheets', 1);
  const environment = { PATH: world.folder };
  return {
    aws,
    up: () => up({ environment }),
    audit: async (...words: string[]) => {
      const program = run(['audit', ...words], { environment });
      return { code: await program.ended, lines: program.lines };
    },
  };
}

describe('the audit of a host', () => {
  it('is in its report soon after the start, and holds no token of a line', async () => {
    const { aws, up } = await deployed();
    const daemon = up();
    await until(async () => ((await reportOf(aws))?.audit ?? null) !== null);
    const report = await reportOf(aws);
    expect(report?.audit).toMatchObject({
      schema: 1,
      host: 'ops',
      service: { name: 'evergrant-host', running: true },
      daemons: [
        { name: 'gateway', sessions: { used: 1, perDay: 5 }, log: { kind: 'file', state: 'read' } },
        { name: 'agent', unit: { state: 'failed', restarts: 5 }, log: { kind: 'journal', state: 'read' } },
      ],
      tokenErrors: [
        { daemon: 'gateway', reason: 'RefreshTokenRevoked', count: 1, remedy: 'evergrant login crew-sheets' },
      ],
    });
    // What the host daemon finds stands once, beside the audit.
    expect(report?.audit?.findings.map(({ code }) => code)).toEqual(['UnitNotRunning']);
    expect(await daemon.stop()).toBe(0);
  });

  it('is printed on the host itself, while its daemon runs', async () => {
    const { aws, up, audit } = await deployed();
    const daemon = up();
    await until(
      async () => (await reportOf(aws))?.deliveries.some(({ generation }) => generation === 1) === true,
    );
    const { code, lines } = await audit();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^ops {2}evergrant-host \S+, running for /);
    expect(lines).toContain('  agent             failed        agent.service, 5 restarts');
    expect(lines).toContain('                    sessions 1 of 5 today (UTC)');
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}gateway +RefreshTokenRevoked \(permanent_reauth\)/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}crew-sheets +healthy +token ends in 59 min/));
    expect(lines).toContain('! UnitNotRunning: daemon agent: unit agent.service is failed');
    await daemon.stop();
  });

  it('is printed as one JSON document, also after its daemon ended', async () => {
    const { aws, up, audit } = await deployed();
    const daemon = up();
    await until(async () => (await reportOf(aws)) !== undefined);
    await daemon.stop();
    const { code, lines } = await audit('--json');
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      schema: 1,
      reportedAt: null,
      service: { running: false, since: null },
      daemons: [{ name: 'gateway', sessions: { used: 1 } }, { name: 'agent' }],
      findings: [
        { code: 'ServiceNotRunning', remedy: 'systemctl status evergrant-host' },
        { code: 'UnitNotRunning' },
      ],
    });
  });

  it('is refused before the host was ever told what it runs', async () => {
    const { audit } = await deployed();
    expect(await audit()).toEqual({
      code: 3,
      lines: [
        expect.stringMatching(
          /^evergrant-host: \S+\/document.json is not there: this host has not been told/,
        ),
        'next: sudo evergrant-host self-test',
      ],
    });
  });
});
