import { describe, expect, it } from '@jest/globals';
import { auditDocument } from '../../../core/audit/audit-document.ts';
import {
  AUDITED_AT,
  someCredentialAudit,
  someDaemonAudit,
  someHostAudit,
} from '../../support/some-host-audit.ts';

const NOW = '2026-05-13T14:30:00.000Z';

describe('the document of an audit', () => {
  it('keeps its form: instants are text, and every field is there', () => {
    const lastRun = {
      kind: 'failed',
      endedAt: AUDITED_AT,
      exitCode: 3,
      reason: 'RefreshTokenRevoked',
    } as const;
    const audit = someHostAudit({
      daemons: [
        someDaemonAudit({
          kind: 'supervised',
          supervision: { state: 'running', since: AUDITED_AT, nextRunAt: AUDITED_AT, failures: 1, lastRun },
          sessions: { used: 1, perDay: 5 },
          exits: { succeeded: 0, failed: 1, limitReached: 0, interrupted: 0 },
        }),
        someDaemonAudit({
          name: 'agent',
          unit: {
            unit: 'agent.service',
            state: 'active',
            activeSince: AUDITED_AT,
            restarts: 0,
            memoryBytes: 1,
          },
          log: { kind: 'journal', name: 'agent.service', state: 'read' },
        }),
      ],
      tokenErrors: [
        {
          ...{ daemon: 'agent', class: 'transient', reason: 'AccessTokenRefused', count: 1 },
          ...{ lastAt: AUDITED_AT, message: 'm', remedy: '' },
        },
      ],
      credentials: [someCredentialAudit()],
      findings: [{ code: 'X', message: 'm', remedy: 'r' }],
    });
    expect(auditDocument(audit, { reportedAt: AUDITED_AT })).toEqual({
      schema: 1,
      at: NOW,
      reportedAt: NOW,
      host: 'ops',
      service: { name: 'evergrant-host', running: true, since: '2026-05-13T13:30:00.000Z', version: '0.1.0' },
      machine: {
        uptimeSeconds: 90_000,
        cpu: { count: 2, load: [0.12, 0.1, 0.08] },
        memory: { totalBytes: 1_073_741_824, availableBytes: 536_870_912 },
        disks: [{ path: '/', totalBytes: 21_474_836_480, freeBytes: 12_884_901_888 }],
      },
      daemons: [
        {
          name: 'port-sheet',
          kind: 'supervised',
          unit: null,
          log: null,
          supervision: {
            state: 'running',
            since: NOW,
            nextRunAt: NOW,
            failures: 1,
            lastRun: { kind: 'failed', endedAt: NOW, exitCode: 3, reason: 'RefreshTokenRevoked' },
          },
          sessions: { used: 1, perDay: 5 },
          exits: { succeeded: 0, failed: 1, limitReached: 0, interrupted: 0 },
        },
        {
          name: 'agent',
          kind: 'watched',
          unit: { unit: 'agent.service', state: 'active', activeSince: NOW, restarts: 0, memoryBytes: 1 },
          log: { kind: 'journal', name: 'agent.service', state: 'read' },
          supervision: null,
          sessions: null,
          exits: null,
        },
      ],
      tokenErrors: [
        {
          daemon: 'agent',
          class: 'transient',
          reason: 'AccessTokenRefused',
          count: 1,
          lastAt: NOW,
          message: 'm',
          remedy: '',
        },
      ],
      credentials: [
        {
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
        },
      ],
      findings: [{ code: 'X', message: 'm', remedy: 'r' }],
      omitted: {},
    });
  });

  it('says of one that was gathered here that nobody reported it', () => {
    expect(auditDocument(someHostAudit(), { reportedAt: null }).reportedAt).toBeNull();
  });
});
