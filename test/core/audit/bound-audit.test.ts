import { describe, expect, it } from '@jest/globals';
import { boundAudit, LONGEST_AUDIT } from '../../../core/audit/bound-audit.ts';
import type { HostAudit } from '../../../core/audit/host-audit.ts';
import { boundReport, LONGEST_REPORT } from '../../../core/host/bound-report.ts';
import { someCredentialAudit, someDaemonAudit, someHostAudit } from '../../support/some-host-audit.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const many = <T>(count: number, one: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => one(index));

const LONG: HostAudit = someHostAudit({
  daemons: many(60, (index) => someDaemonAudit({ name: `daemon-${index}` })),
  credentials: many(60, (index) => someCredentialAudit({ name: `grant-${index}` })),
  findings: many(60, (index) => ({
    code: 'DiskNearlyFull',
    message: `disk ${index} ${'é'.repeat(900)}`,
    remedy: 'du',
  })),
});

describe('the audit within a report', () => {
  it('is left as it is while it is short', () => {
    const audit = someHostAudit({ credentials: [someCredentialAudit()] });
    expect(boundAudit(audit)).toEqual(audit);
  });

  it('keeps its size, begins every list as before, and counts what it leaves out', () => {
    const bounded = boundAudit(LONG);
    expect(bytes(bounded)).toBeLessThanOrEqual(LONGEST_AUDIT);
    for (const list of ['daemons', 'credentials', 'findings'] as const) {
      expect(bounded[list].length).toBeGreaterThan(0);
      expect(bounded[list].length + (bounded.omitted?.[list] ?? 0)).toBe(LONG[list].length);
    }
    expect(bounded.daemons).toEqual(LONG.daemons.slice(0, bounded.daemons.length));
  });

  it('cuts texts without end, and stays in a report that has other things to say', () => {
    const audit = boundAudit(LONG);
    expect(Math.max(...audit.findings.map(({ message }) => message.length))).toBe(300);
    const report = boundReport(someHostReport({ audit, findings: LONG.findings.slice(0, 5) }));
    expect(report.audit).toEqual(audit);
    expect(bytes(report)).toBeLessThanOrEqual(LONGEST_REPORT);
  });
});
