import { describe, expect, it } from '@jest/globals';
import { daemonAudit, exitsSince } from '../../../core/audit/daemon-audit.ts';
import type { DaemonDeclaration } from '../../../core/config/daemon-declaration.ts';
import type { RunEnd } from '../../../core/daemon/run-history.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { declare } from '../../support/declare.ts';
import { AUDITED_AT } from '../../support/some-host-audit.ts';

const DAEMONS = declare(`version: 1
engine: { stateDirectory: ./state }
clients: { c: { clientId: id, issuer: xero } }
grants: { crew: { client: c } }
sinks: { s: { token: crew, file: /tmp/token.json } }
daemons:
  port-sheet: { command: [sync], every: 30m, uses: [s], sessions: { perDay: 5 } }
  agent: { command: [agent], keepRunning: true, uses: [s], sessions: { perDay: 9, begins: session starts } }
  plain: { command: [sync], every: 30m, uses: [s] }
  gateway: { external: true, log: /var/log/gateway.log, uses: [s], sessions: { perDay: 2, begins: session starts } }
`).daemons;

function named(name: string): DaemonDeclaration {
  const found = DAEMONS.get(name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

const run = (startedAt: number, kind: RunEnd['kind'] = 'succeeded'): RunEnd => ({
  startedAt,
  endedAt: startedAt + MINUTE,
  kind,
  exitCode: 0,
  verdict: null,
});

const NOTHING = {
  history: undefined,
  begun: undefined,
  unit: null,
  log: null,
  supervision: null,
  lines: [],
  now: AUDITED_AT,
};
const MIDNIGHT = Date.UTC(2026, 4, 13);

describe('the audit of a daemon', () => {
  it('counts as sessions the runs that began today, in UTC', () => {
    const history = [run(MIDNIGHT - MINUTE), run(MIDNIGHT), run(AUDITED_AT - HOUR)];
    expect(daemonAudit(named('port-sheet'), { ...NOTHING, history }).sessions).toEqual({
      used: 2,
      perDay: 5,
    });
  });

  it('counts as sessions the lines of today that say that one begins, where such are declared', () => {
    const line = (at: number, text: string) => ({ at, text });
    const lines = [
      line(MIDNIGHT - 1, 'session starts'),
      line(MIDNIGHT, 'INFO session starts: 17'),
      line(AUDITED_AT, 'session ends'),
    ];
    expect(daemonAudit(named('gateway'), { ...NOTHING, lines })).toMatchObject({
      kind: 'watched',
      sessions: { used: 1, perDay: 2 },
      exits: null,
    });
  });

  it('counts as sessions what the supervisor counted today, where lines say so', () => {
    const history = [run(AUDITED_AT - HOUR)];
    const used = (day: number) =>
      daemonAudit(named('agent'), { ...NOTHING, history, begun: { day, begun: 3 } }).sessions?.used;
    expect(used(MIDNIGHT)).toBe(3);
    expect(used(MIDNIGHT - DAY)).toBe(0);
    expect(daemonAudit(named('agent'), { ...NOTHING, history }).sessions?.used).toBe(0);
  });

  it('knows no sessions where no quota is declared, and none used by a daemon that never ran', () => {
    expect(daemonAudit(named('plain'), NOTHING).sessions).toBeNull();
    expect(daemonAudit(named('port-sheet'), NOTHING).sessions).toEqual({ used: 0, perDay: 5 });
  });

  it('counts the ends of the last 24 hours by kind', () => {
    const history = [
      run(AUDITED_AT - DAY - HOUR, 'failed'),
      run(AUDITED_AT - 3 * HOUR, 'failed'),
      run(AUDITED_AT - 2 * HOUR, 'limitReached'),
      run(AUDITED_AT - HOUR),
    ];
    expect(daemonAudit(named('plain'), { ...NOTHING, history }).exits).toEqual({
      succeeded: 1,
      failed: 1,
      limitReached: 1,
      interrupted: 0,
    });
    expect(exitsSince(0, history).failed).toBe(2);
  });
});
