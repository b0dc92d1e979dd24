import { describe, expect, it } from '@jest/globals';
import { auditText } from '../../../core/audit/audit-text.ts';
import type { HostAudit } from '../../../core/audit/host-audit.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import {
  AUDITED_AT,
  someCredentialAudit,
  someDaemonAudit,
  someHostAudit,
} from '../../support/some-host-audit.ts';

const plain = (text: string) => text;
const PAINT = { bold: plain, red: plain, green: plain, yellow: plain };

function text(of: Partial<HostAudit>, at: { now?: number; reportedAt?: number } = {}): string {
  const { now = AUDITED_AT, reportedAt = null } = at;
  return auditText(someHostAudit(of), { paint: PAINT, now, reportedAt });
}

const SUPERVISED = someDaemonAudit({
  kind: 'supervised',
  supervision: {
    state: 'backingOff',
    since: null,
    nextRunAt: AUDITED_AT + 25 * MINUTE,
    failures: 3,
    lastRun: { kind: 'failed', endedAt: AUDITED_AT - 5 * MINUTE, exitCode: 3, reason: 'RefreshTokenRevoked' },
  },
  sessions: { used: 4, perDay: 5 },
  exits: { succeeded: 12, failed: 3, limitReached: 1, interrupted: 0 },
});

const UNIT = {
  unit: 'jada-agent.service',
  state: 'active',
  activeSince: AUDITED_AT - 74 * HOUR,
  restarts: 1,
  memoryBytes: 120 * 1024 ** 2,
};

describe('the text of an audit', () => {
  it('says of a machine without anything else what it is like, and that there is no trouble', () => {
    expect(text({})).toBe(`ops  evergrant-host 0.1.0, running for 1 h
  up        1 d 1 h
  cpu       load 0.12 0.10 0.08 (1, 5, 15 min) on 2 cores
  memory    512 MiB available of 1.0 GiB
  disk      12 GiB free of 20 GiB at /

daemons: none

token errors of the last 24 hours: none

credentials: none`);
  });

  it('has for each daemon its state, its last run, how its runs ended and its sessions', () => {
    expect(text({ daemons: [SUPERVISED, someDaemonAudit({ name: 'jada-agent', unit: UNIT })] })).toContain(`
daemons
  port-sheet        backingOff    next run in 25 min, 3 failures in a row
                    last run failed with exit code 3 (RefreshTokenRevoked) 5 min ago
                    runs of 24 h: 12 succeeded, 3 failed, 1 reached their limit
                    sessions 4 of 5 today (UTC)
  jada-agent        active        jada-agent.service for 3 d 2 h, 1 restart, 120 MiB
`);
  });

  it('has for each meaning of token errors how often, when last, the verdict and what to do', () => {
    const tokenErrors: HostAudit['tokenErrors'] = [
      {
        daemon: 'port-sheet',
        class: 'permanent_reauth',
        reason: 'RefreshTokenRevoked',
        count: 3,
        lastAt: AUDITED_AT - 5 * MINUTE,
        message: 'the refresh token was revoked',
        remedy: 'evergrant login crew',
      },
    ];
    expect(text({ tokenErrors })).toContain(`
token errors of the last 24 hours
  port-sheet        RefreshTokenRevoked (permanent_reauth)  3 times, last 5 min ago
                    the refresh token was revoked
                    next: evergrant login crew
`);
  });

  it('has for each credential its next ends by span and date, and how one without a value gets it', () => {
    const forecast = { endsAt: '2026-05-20T14:30:00.000Z', basis: 'stated', because: 'the issuer said so' };
    const trouble = {
      severity: 'critical',
      message: 'it has never had a value',
      remedy: 'evergrant login new',
    } as const;
    const credentials = [
      someCredentialAudit({ forecast }),
      someCredentialAudit({ name: 'new', state: 'noGrant', expiresAt: null, trouble }),
      someCredentialAudit({
        name: 'mail',
        kind: 'apiKey',
        rotateAt: '2026-06-12T14:30:00.000Z',
        forecast: null,
      }),
    ];
    expect(text({ credentials })).toContain(`
credentials
  crew              healthy          token ends in 50 min (2026-05-13 15:20 UTC)
                    grant ends in 7 d (2026-05-20 14:30 UTC): the issuer said so
  new               noGrant          it has never had a value
                    next: evergrant login new
  mail              healthy          is replaced in 30 d (2026-06-12 14:30 UTC)`);
  });

  it('does not say that there are no credentials where nobody could be asked', () => {
    const service = { name: 'evergrant-host', running: false, since: null, version: null } as const;
    expect(text({ service })).toMatch(/\ncredentials: not known, because nothing that keeps them runs$/);
  });

  it('ends with what deserves a look, and with what was left out', () => {
    const findings = [
      { code: 'DiskNearlyFull', message: '/ has 512 MiB left of 20 GiB', remedy: 'du -xh /' },
    ];
    expect(text({ findings, omitted: { daemons: 30, findings: 2 } })).toMatch(
      /\n\n! DiskNearlyFull: \/ has 512 MiB left of 20 GiB\n {2}next: du -xh \/\n\nleft out, so that the report keeps its size: 2 findings, 30 daemons$/,
    );
  });

  it('says of a host how old what it reported is', () => {
    const at = { now: AUDITED_AT + 7 * MINUTE, reportedAt: AUDITED_AT + 5 * MINUTE + 30 * SECOND };
    expect(text({}, at)).toContain('\n  seen      7 min ago, in its report of 1 min 30 s ago\n');
  });

  it('paints what is well green, what waits for a person red, and findings yellow', () => {
    const marked = {
      bold: plain,
      red: (one: string) => `<red>${one.trim()}`,
      green: (one: string) => `<green>${one.trim()}`,
      yellow: (one: string) => `<yellow>${one.trim()}`,
    };
    const trouble = { severity: 'critical', message: 'm', remedy: 'r' } as const;
    const painted = auditText(
      someHostAudit({
        daemons: [
          SUPERVISED,
          someDaemonAudit({ unit: UNIT }),
          someDaemonAudit({ unit: { ...UNIT, state: 'failed' } }),
        ],
        credentials: [someCredentialAudit(), someCredentialAudit({ state: 'consentRequired', trouble })],
        findings: [{ code: 'X', message: 'm', remedy: 'r' }],
      }),
      { paint: marked, now: AUDITED_AT, reportedAt: null },
    );
    for (const word of [
      '<yellow>backingOff',
      '<green>active',
      '<red>failed',
      '<green>healthy',
      '<red>consentRequired',
    ])
      expect(painted).toContain(word);
    expect(painted).toContain('<yellow>! X: m');
  });
});
