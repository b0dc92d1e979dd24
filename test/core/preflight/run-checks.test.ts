import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { againstRestart, gateExitCode, preflightExitCode } from '../../../core/preflight/judge-findings.ts';
import { runChecks } from '../../../core/preflight/run-checks.ts';
import type { GrantSituation, MachineSituation } from '../../../core/preflight/situation.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts';

const NOW = 1_700_000_000_000;
const HEALTHY: GrantState = {
  ...NO_GRANT,
  settled: { generation: 3, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
  refreshAt: NOW + 20 * MINUTE,
  issuedAt: NOW - 20 * MINUTE,
  expiresAt: NOW + 40 * MINUTE,
  fingerprint: 'aaaaaaaaaaa1',
  consentedAt: NOW - DAY,
  lastUsedAt: NOW - 20 * MINUTE,
};
const LATCH = { reason: 'GrantRefused', message: 'the grant is dead', since: NOW, generation: 3 };
const MACHINE: MachineSituation = {
  stateDirectory: '/state',
  state: { kind: 'sound' },
  broker: { kind: 'running', pid: 7 },
  alerts: [{ channel: 'ops', trouble: null }],
  capacity: null,
};

function look(
  state: Partial<GrantState>,
  change: Partial<GrantSituation> = {},
  machine: Partial<MachineSituation> = {},
) {
  const situation: GrantSituation = {
    grant: 'crew',
    ledger: { kind: 'read', state: { ...HEALTHY, ...state } },
    now: NOW,
    forecast: {
      endsAt: null,
      basis: 'unknown',
      because: 'nothing is known',
      source: 'assumed',
      extendsWithUse: false,
    },
    warnBefore: [30 * DAY],
    downtime: 0,
    client: null,
    sinks: [],
    ...change,
  };
  const findings = runChecks({ grants: [situation], machine: { ...MACHINE, ...machine } });
  const bad = findings.filter(({ severity }) => severity !== 'info');
  return {
    findings,
    reasons: bad.map(({ name, outcome, reason }) => `${name} ${outcome} ${reason}`),
    exit: preflightExitCode(findings),
    gate: gateExitCode(findings),
    stopsRestart: againstRestart(findings).length > 0,
  };
}

const UNREAD = { reason: 'StateNotOurs', message: 'it belongs to another user', remedy: 'sudo' };

describe('the checks of a preflight', () => {
  it('find nothing wrong with a healthy grant', () => {
    expect(look({})).toMatchObject({ reasons: [], exit: 0, gate: 0, stopsRestart: false });
  });

  it('scenario 20: tell a dead refresh path beside a live token, which no gate is shut for', () => {
    expect(look({ latch: LATCH })).toMatchObject({
      reasons: ['refresh path failed GrantRefused'],
      exit: 1,
      gate: 0,
      stopsRestart: true,
    });
  });

  it('scenario 20: tell a token that is over beside a good refresh path, with another exit code', () => {
    expect(look({ expiresAt: NOW - SECOND })).toMatchObject({
      reasons: ['access path unproven AccessTokenEnded'],
      exit: 3,
      gate: 0,
      stopsRestart: true,
    });
  });

  it.each([
    ['latched, and the token is over', { latch: LATCH, expiresAt: NOW - 1 }],
    ['latched, and a resource refused the token', { latch: LATCH, accessRefusedAt: NOW - 1 }],
    ['never consented', { settled: null }],
  ])('shut the gate for proven death: %s', (_, state) => {
    expect(look(state)).toMatchObject({ exit: 1, gate: 1, stopsRestart: true });
  });

  it.each([
    ['an outage of the issuer', { backoff: { failures: 3, until: NOW + 1, since: NOW - HOUR } }, {}],
    ['a lost answer', { unsettled: { since: NOW, intentId: 'i', retryAt: null } }, {}],
    ['an overdue refresh', { refreshAt: NOW - HOUR }, {}],
    ['a pause', { paused: true }, {}],
    ['a refresh token that was never used here', { lastUsedAt: null, consentedAt: null }, {}],
    ['a broker that is away', {}, { broker: { kind: 'away' } as const }],
    [
      'a state directory that this user may not read',
      {},
      { state: { kind: 'unusable', trouble: UNREAD } as const },
    ],
  ])('cannot prove health or death in: %s; the gate stays open', (_, state, machine) => {
    expect(look(state, {}, machine)).toMatchObject({ exit: 3, gate: 0 });
  });

  it('cannot tell anything without the ledger, and still look at the client', () => {
    const { reasons, exit, gate } = look({}, { ledger: { kind: 'unread', trouble: UNREAD }, client: UNREAD });
    expect(reasons).toEqual([
      'access path unproven StateNotOurs',
      'refresh path unproven StateNotOurs',
      'client failed StateNotOurs',
    ]);
    expect({ exit, gate }).toEqual({ exit: 1, gate: 0 });
  });

  it('warn of a foreseen end with code 2', () => {
    const forecast = {
      endsAt: NOW + DAY,
      basis: 'stated',
      because: 'stated',
      source: 'issuer',
      extendsWithUse: false,
    } as const;
    expect(look({ consentedAt: NOW - 90 * DAY }, { forecast })).toMatchObject({
      exit: 2,
      gate: 0,
      stopsRestart: false,
    });
    expect(look({ consentedAt: NOW - 90 * DAY }, { forecast, downtime: 2 * DAY }).reasons).toContain(
      'downtime failed EndsWithinDowntime',
    );
  });

  it('measure the token against the planned downtime', () => {
    expect(look({}, { downtime: 10 * MINUTE }).reasons).toEqual([]);
    expect(look({}, { downtime: HOUR }).reasons).toEqual(['downtime noted RefreshAfterDowntime']);
    expect(look({ latch: LATCH }, { downtime: HOUR }).reasons).toContain(
      'downtime failed TokenEndsWithinDowntime',
    );
  });

  it.each([
    [{ kind: 'missing' } as const, ['sink s current failed SinkMissing']],
    [{ kind: 'foreign' } as const, ['sink s current failed SinkForeign']],
    [{ kind: 'token', fingerprint: 'bbbbbbbbbbb2' } as const, ['sink s current failed SinkBehind']],
    [{ kind: 'token', fingerprint: 'aaaaaaaaaaa1' } as const, []],
  ])('compare a sink with the token in force: %j', (content, reasons) => {
    const sinks = [{ sink: 's', target: '/t', writable: { kind: 'yes' } as const, content }];
    expect(look({}, { sinks }).reasons).toEqual(reasons);
  });

  it('note a wrong clock, missing alerts and a limit that is too small, and stay good', () => {
    const found = look(
      { clockOffset: 5 * MINUTE },
      {},
      { alerts: [], capacity: { consumers: 15, atOnce: 4 } },
    );
    expect(found).toMatchObject({
      exit: 0,
      reasons: ['alerts noted NoAlertChannel', 'capacity noted CapacityTooSmall', 'clock noted ClockOff'],
    });
  });

  it('give every finding that is not good the command that repairs it', () => {
    for (const state of [
      { latch: LATCH },
      { paused: true },
      { expiresAt: NOW - 1 },
      { settled: null },
      { refreshAt: 0 },
    ])
      for (const { severity, remedy } of look(state).findings)
        expect(severity === 'info' || remedy !== '').toBe(true);
  });
});
