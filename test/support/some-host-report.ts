import type { HostReport } from '../../core/host/host-report.ts';

/** A report of a host that is well, but for what a test says of it. */
export function someHostReport(of: Partial<HostReport> = {}): HostReport {
  return {
    schema: 1,
    host: 'ops',
    at: 1_700_000_000_000,
    startedAt: 1_699_990_000_000,
    release: '0123456789ab',
    version: '0.1.0',
    documentFingerprint: 'ba9876543210',
    identity: 'arn:aws:iam::123456789012:role/evergrant-jada-host-ops',
    deliveries: [],
    daemons: [],
    findings: [],
    selfTest: null,
    audit: null,
    ...of,
  };
}
