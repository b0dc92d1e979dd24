import type { HostStatus } from '../../core/status.ts';

/** A host that reports and is well. */
export const SOME_HOST: HostStatus = {
  name: 'ops',
  kind: 'lightsail',
  state: 'reporting',
  lastReportAt: '2026-05-13T14:28:00.000Z',
  startedAt: '2026-05-12T09:00:00.000Z',
  release: '0123456789ab',
  version: '0.1.0',
  identity: 'arn:aws:iam::123456789012:role/evergrant-desk-host-ops',
  deliveries: [
    {
      sink: 'shared-cache',
      token: 'sheets',
      target: '/srv/jada/token.json',
      generation: 3,
      fingerprint: 'c0ffee00c0ff',
      deliveredAt: '2026-05-13T14:20:00.000Z',
      adoption: 'adopted',
      adoptedAt: '2026-05-13T14:20:01.000Z',
      error: null,
      remedy: null,
    },
  ],
  daemons: [{ name: 'port-sheet', kind: 'watched', state: 'unknown', consecutiveFailures: 0, lastRun: null }],
  selfTest: {
    at: '2026-05-12T09:00:10.000Z',
    failed: [],
    warned: [{ name: 'swap', message: 'there is none', remedy: null }],
  },
  findings: [],
};
