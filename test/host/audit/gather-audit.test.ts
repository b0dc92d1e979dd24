import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, toIso } from '../../../core/time.ts';
import { gatherAudit } from '../../../host/audit/gather-audit.ts';
import { declare } from '../../support/declare.ts';
import { fakeProgram } from '../../support/fake-program.ts';
import { SCRIPT } from '../../support/fakes/broker-script.ts';
import { MemoryLedger } from '../../support/fakes/memory-ledger.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
/** Noon: the day before is another day. */
const NOW = Math.floor(Date.now() / DAY) * DAY + 12 * HOUR;
const SECRET = 'ya29.a0AfH6SMBx-in-a-line-of-a-log';
const REVOKED = `google.auth.exceptions.RefreshError: invalid_grant: Token has been expired or revoked. ${SECRET}`;

/** Audits these daemons with these programs on PATH. */
async function audited(daemons: string, programs: Readonly<Record<string, string>> = {}, here = folder()) {
  for (const [name, script] of Object.entries(programs)) fakeProgram(here, { name, script });
  const { daemons: declared } = declare(`version: 1
engine: { stateDirectory: ./state }
clients: { c: { clientId: id, issuer: xero } }
grants: { crew: { client: c } }
sinks: { s: { token: crew, file: /tmp/token.json } }
daemons: { ${daemons.replaceAll('HERE', here)} }
`);
  return await gatherAudit({
    host: 'desk',
    service: 'evergrant up',
    daemons: declared.values(),
    ledger: new MemoryLedger(),
    locks: here,
    status: SCRIPT.status,
    paths: [here],
    environment: { PATH: here },
    now: NOW,
  });
}

const entries = (...lines: readonly (readonly [number, string])[]) =>
  lines
    .map(([at, MESSAGE]) =>
      JSON.stringify({ MESSAGE, __CURSOR: 's', __REALTIME_TIMESTAMP: String(at * 1_000) }),
    )
    .map((line) => `console.log(${JSON.stringify(line)});`)
    .join('\n');

describe('the audit of a machine', () => {
  it('has the state of a unit and the token errors of its journal', async () => {
    const { daemons, tokenErrors, findings } = await audited(
      'agent: { external: true, unit: agent.service, uses: [s] }',
      {
        systemctl: "console.log('LoadState=loaded\\nActiveState=failed\\nNRestarts=5');",
        journalctl: entries([NOW - HOUR, REVOKED], [NOW - 30 * MINUTE, 'INFO well'], [NOW - MINUTE, REVOKED]),
      },
    );
    expect(daemons).toMatchObject([
      { name: 'agent', unit: { state: 'failed', restarts: 5 }, log: { kind: 'journal', state: 'read' } },
    ]);
    expect(tokenErrors).toMatchObject([
      { daemon: 'agent', reason: 'RefreshTokenRevoked', count: 2, remedy: 'evergrant login crew' },
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'UnitNotRunning' }));
  });

  it('counts sessions and token errors in a log file by the times of its lines', async () => {
    const here = folder();
    const lines = [
      `${toIso(NOW - 25 * HOUR)} ${REVOKED}`,
      `${toIso(NOW - 13 * HOUR)} session starts`,
      `${toIso(NOW - 2 * HOUR)} session starts`,
      `${toIso(NOW - HOUR)} Traceback (most recent call last):`,
      REVOKED,
    ];
    writeFileSync(join(here, 'gateway.log'), `${lines.join('\n')}\n`);
    const { daemons, tokenErrors } = await audited(
      'gateway: { external: true, log: HERE/gateway.log, uses: [s], sessions: { perDay: 3, begins: session starts } }',
      {},
      here,
    );
    expect(daemons).toMatchObject([
      { sessions: { used: 1, perDay: 3 }, log: { kind: 'file', state: 'read' } },
    ]);
    expect(tokenErrors).toMatchObject([{ count: 1, lastAt: NOW - HOUR }]);
  });

  it('holds nothing of the text of a line, where a secret may stand', async () => {
    const audit = await audited('agent: { external: true, unit: agent.service, uses: [s] }', {
      journalctl: entries([NOW - MINUTE, REVOKED]),
    });
    expect(audit.tokenErrors).toHaveLength(1);
    expect(JSON.stringify(audit)).not.toContain('ya29');
  });

  it('says of a supervised daemon whose supervisor never ran that nothing runs it', async () => {
    const { daemons, findings } = await audited('sync: { command: [sync], every: 30m, uses: [s] }');
    expect(daemons).toMatchObject([{ kind: 'supervised', supervision: { state: 'stopped' } }]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'DaemonNotSupervised' }));
  });

  it('has what the broker says of itself, of the credentials and of the machine', async () => {
    const { service, credentials, findings } = await audited('');
    expect(service).toEqual({
      name: 'evergrant up',
      running: true,
      since: Date.parse('2026-05-13T08:00:00.000Z'),
      version: '0.1.0',
    });
    expect(credentials.map(({ name }) => name)).toEqual(['crew-sheets', 'mail', 'gastown', 'mayor']);
    expect(findings).toEqual(SCRIPT.status.findings);
  });

  it('is gathered where there is neither systemctl nor journalctl', async () => {
    const { daemons, findings } = await audited('agent: { external: true, unit: agent.service, uses: [s] }');
    expect(daemons).toMatchObject([{ unit: { state: 'unknown' }, log: { state: 'missing' } }]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'JournalMissing' }));
  });
});
