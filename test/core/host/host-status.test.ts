import { describe, expect, it } from '@jest/globals';
import { hostStatus } from '../../../core/host/host-status.ts';
import { hostTroubles } from '../../../core/host/host-troubles.ts';
import type { HostStatus } from '../../../core/status.ts';
import { DAY, MINUTE } from '../../../core/time.ts';
import { someHostReport } from '../../support/some-host-report.ts';
import { SOME_HOST } from '../../support/some-host-status.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);
const OPS = { name: 'ops', kind: 'lightsail' } as const;

describe('the status of a host', () => {
  it.each<[HostStatus['state'], number | undefined]>([
    ['neverReported', undefined],
    ['reporting', 14 * MINUTE],
    ['silent', 15 * MINUTE],
    ['silent', 30 * DAY],
  ])('is %s by the age of its last report: %s', (state, age) => {
    const report = age === undefined ? undefined : someHostReport({ at: NOW - age });
    expect(hostStatus(OPS, report, NOW)).toMatchObject({ ...OPS, state });
  });

  it('tells times as text, and of the self-test what is wrong', () => {
    const status = hostStatus(
      OPS,
      someHostReport({
        at: NOW,
        startedAt: NOW - DAY,
        selfTest: {
          schema: 1,
          at: NOW - DAY,
          checks: [
            { name: 'clock', outcome: 'ok', message: 'right', remedy: null },
            { name: 'swap', outcome: 'warn', message: 'none', remedy: 'mkswap' },
            { name: 'identity', outcome: 'failed', message: 'another role', remedy: null },
          ],
        },
      }),
      NOW,
    );
    expect(status).toMatchObject({
      lastReportAt: '2026-05-13T14:30:00.000Z',
      startedAt: '2026-05-12T14:30:00.000Z',
      selfTest: {
        at: '2026-05-12T14:30:00.000Z',
        failed: [{ name: 'identity', message: 'another role', remedy: null }],
        warned: [{ name: 'swap', message: 'none', remedy: 'mkswap' }],
      },
    });
  });
});

describe('the troubles of a host', () => {
  const [delivery] = SOME_HOST.deliveries;
  if (!delivery) throw new Error('it has one');

  it('are none where it reports and delivers', () => {
    expect(hostTroubles(SOME_HOST)).toEqual([]);
  });

  it.each<[string, Partial<HostStatus>, string, RegExp, RegExp]>([
    [
      'dead',
      { deliveries: [{ ...delivery, error: 'no room is left' }] },
      'dead',
      /shared-cache: no room/,
      /ssh ops/,
    ],
    ['silent', { state: 'silent' }, 'endsSoon', /not heard of since 2026/, /^evergrant audit ops/],
    [
      'failed in its self-test',
      {
        selfTest: {
          at: '2026-05-13T14:30:00Z',
          failed: [{ name: 'identity', message: 'x', remedy: 'mend it' }],
          warned: [],
        },
      },
      'endsSoon',
      /self-test identity failed at 2026-05-13T14:30:00Z: x/,
      /^mend it; then test again: evergrant ssh ops, then: sudo evergrant-host self-test$/,
    ],
    ['stale', { deliveries: [{ ...delivery, adoption: 'stale' }] }, 'endsSoon', /older token/, /^restart it/],
    [
      'never heard of',
      { state: 'neverReported', kind: 'ec2' },
      'unproven',
      /never reported/,
      /^npx cdk deploy --all; if it is deployed: evergrant ssh ops/,
    ],
    [
      'never heard of, where an instance of another stack may have its name',
      { state: 'neverReported', kind: 'lightsail' },
      'unproven',
      /never reported/,
      /already exists.*name the host otherwise; if it is deployed/,
    ],
    [
      'an external box that did not join',
      { state: 'neverReported', kind: 'external' },
      'unproven',
      /never reported/,
      /^evergrant join ops$/,
    ],
  ])('name one that is %s, with the next command', (_, change, gravity, message, remedy) => {
    expect(hostTroubles({ ...SOME_HOST, ...change })).toEqual([
      { gravity, message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) },
    ]);
  });
});
