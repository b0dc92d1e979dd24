import { describe, expect, it } from '@jest/globals';
import { type DeliveryRecord, deliveryRecord, type Proof } from '../../../core/delivery/delivery-record.ts';
import { deliveryReport } from '../../../core/host/delivery-report.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);
const LOOK = { token: 'sheets', target: '/srv/token.json', within: 5 * MINUTE, now: NOW };
const OLD = 'aaaaaaaaaaaa';
const NEW = 'bbbbbbbbbbbb';

const record: DeliveryRecord = {
  ...deliveryRecord(undefined, { sink: 'shared-cache', grant: 'crew' }),
  generation: 4,
  fingerprint: NEW,
  deliveredAt: NOW - HOUR,
  earlier: [{ generation: 3, fingerprint: OLD, deliveredAt: NOW - 2 * HOUR }],
};

const proof = (fingerprint: string, how: Proof['how'] = 'acknowledged'): Proof => ({
  consumer: 'port-sheet',
  fingerprint,
  at: NOW - MINUTE,
  how,
});

describe('the report of a delivery', () => {
  it.each([
    ['unobservable', []],
    ['adopted', [proof(NEW)]],
    ['stale', [proof(OLD)]],
    ['delivered', [proof(OLD, 'fetched')]],
  ])('is %s', (adoption, consumers) => {
    const report = deliveryReport({ ...record, consumers }, LOOK);
    expect(report).toMatchObject({
      adoption,
      consumers: consumers.length,
      sink: 'shared-cache',
      generation: 4,
    });
  });

  it('says why the last attempt failed, or what was to follow it did', () => {
    expect(deliveryReport({ ...record, error: 'disk full', remedy: 'df -h' }, LOOK)).toMatchObject({
      error: 'disk full',
      remedy: 'df -h',
    });
    const after = { failures: 3, failingSince: NOW - HOUR, nextAt: NOW, error: 'exit 1' };
    expect(deliveryReport({ ...record, after }, LOOK)).toMatchObject({
      error: 'exit 1',
      remedy: 'correct sinks.shared-cache.afterDelivery',
    });
  });
});
