import type { CredentialAudit, DaemonAudit, HostAudit } from '../../core/audit/host-audit.ts';

/** When the audits of tests are gathered. */
export const AUDITED_AT = Date.UTC(2026, 4, 13, 14, 30);

const GIBIBYTE = 1024 ** 3;

/** An audit of a machine that is well, but for what a test says of it. */
export function someHostAudit(of: Partial<HostAudit> = {}): HostAudit {
  return {
    schema: 1,
    at: AUDITED_AT,
    host: 'ops',
    service: { name: 'evergrant-host', running: true, since: AUDITED_AT - 3_600_000, version: '0.1.0' },
    machine: {
      uptimeSeconds: 90_000,
      cpu: { count: 2, load: [0.12, 0.1, 0.08] },
      memory: { totalBytes: GIBIBYTE, availableBytes: GIBIBYTE / 2 },
      disks: [{ path: '/', totalBytes: 20 * GIBIBYTE, freeBytes: 12 * GIBIBYTE }],
    },
    daemons: [],
    tokenErrors: [],
    credentials: [],
    findings: [],
    ...of,
  };
}

/** A watched daemon of which nothing is known, but for what a test says of it. */
export function someDaemonAudit(of: Partial<DaemonAudit> = {}): DaemonAudit {
  return {
    name: 'port-sheet',
    kind: 'watched',
    unit: null,
    log: null,
    supervision: null,
    sessions: null,
    exits: null,
    ...of,
  };
}

/** A grant that is well, but for what a test says of it. */
export function someCredentialAudit(of: Partial<CredentialAudit> = {}): CredentialAudit {
  return {
    name: 'crew',
    kind: 'grant',
    state: 'healthy',
    expiresAt: '2026-05-13T15:20:00.000Z',
    rotateAt: null,
    forecast: {
      endsAt: null,
      basis: 'unknown',
      because: 'the issuer states no end and no rule of it is known',
    },
    trouble: null,
    ...of,
  };
}
