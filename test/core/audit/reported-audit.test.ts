import { describe, expect, it } from '@jest/globals';
import { reportedAudit } from '../../../core/audit/reported-audit.ts';
import type { HostReport } from '../../../core/host/host-report.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { declare } from '../../support/declare.ts';
import { SCRIPT } from '../../support/fakes/broker-script.ts';
import { AUDITED_AT, someCredentialAudit, someHostAudit } from '../../support/some-host-audit.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const OPS = declare(`version: 1
deployment: jada
engine: { kind: aws, region: us-east-1 }
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
grants: { crew-sheets: { client: google, scopes: [spreadsheets] }, other: { client: google, scopes: [gmail] } }
tokens: { sheets: { grant: crew-sheets } }
hosts: { ops: { kind: external, tokens: [sheets] } }
`).hosts.get('ops');

const finding = (code: string, message = 'm') => ({ code, message, remedy: 'r' });

function seen(report: Partial<HostReport>, audit = someHostAudit()) {
  if (!OPS) throw new Error('it declares ops');
  const whole = someHostReport({ at: AUDITED_AT, ...report });
  return reportedAudit(audit, { host: OPS, report: whole, status: SCRIPT.status, now: AUDITED_AT + MINUTE });
}

describe('the audit of a host, seen from its deployment', () => {
  it('has the credentials of this host as the ledger knows them, and no other', () => {
    const audit = someHostAudit({
      credentials: [someCredentialAudit({ name: 'crew-sheets', forecast: null })],
    });
    expect(seen({}, audit).credentials).toMatchObject([
      { name: 'crew-sheets', forecast: { because: 'it lives as long as it is used' } },
    ]);
  });

  it('has what the host daemon found beside what the audit found, a log that cannot be read once', () => {
    const audit = someHostAudit({
      findings: [finding('DiskNearlyFull'), finding('LogMissing', 'by the audit')],
    });
    expect(seen({ findings: [finding('LogMissing', 'by the daemon')] }, audit).findings).toEqual([
      finding('DiskNearlyFull'),
      finding('LogMissing', 'by the daemon'),
    ]);
  });

  it('says that a host is silent, and which of its self-tests failed', () => {
    const checks = [{ name: 'queue', outcome: 'failed', message: 'no route', remedy: 'ip route' }] as const;
    const selfTest = { schema: 1, at: AUDITED_AT, checks } as const;
    expect(seen({ at: AUDITED_AT - HOUR, selfTest }).findings).toEqual([
      {
        code: 'HostSilent',
        message: 'not heard of since 2026-05-13T13:30:00.000Z: what stands here was true then',
        remedy: 'evergrant ssh ops, then: sudo evergrant-host audit',
      },
      {
        code: 'HostTrouble',
        message: expect.stringMatching(/^self-test queue failed.*: no route$/),
        remedy: expect.stringContaining('ip route'),
      },
    ]);
    expect(seen({}).findings).toEqual([]);
  });
});
