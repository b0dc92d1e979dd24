import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundReport, LONGEST_REPORT } from '../../../core/host/bound-report.ts';
import type { HostReport } from '../../../core/host/host-report.ts';
import { someHostReport } from '../../support/some-host-report.ts';

const delivery = (sink: string, error: string | null = null): HostReport['deliveries'][number] => ({
  sink,
  token: 'sheets',
  target: `/srv/${sink}`,
  generation: 3,
  fingerprint: '0123456789ab',
  deliveredAt: 1_700_000_000_000,
  adoption: 'adopted',
  adoptedAt: null,
  consumers: 1,
  error,
  remedy: null,
});

const bytesOf = (report: HostReport) => Buffer.byteLength(JSON.stringify(report));

describe('the bound of a report', () => {
  it('changes nothing in one that is short enough', () => {
    const report = someHostReport({ deliveries: [delivery('a'), delivery('b')] });
    expect(boundReport(report)).toEqual(report);
  });

  it('holds, whatever a host says of itself, and counts what it left out', () => {
    const text = fc.string({ maxLength: 3_000, unit: 'binary' });
    const finding = fc.record({ code: fc.constant('X'), message: text, remedy: text });
    const check = fc.record({
      name: text,
      outcome: fc.constantFrom('ok', 'warn', 'failed'),
      message: text,
      remedy: fc.option(text),
    });
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 80 }),
        fc.array(check, { maxLength: 60 }),
        fc.nat(300),
        (findings, checks, sinks) => {
          const report = someHostReport({
            findings,
            selfTest: { schema: 1, at: 1, checks },
            deliveries: Array.from({ length: sinks }, (_, index) => delivery(`sink-${index}`)),
          });
          const bounded = boundReport(report);
          expect(bytesOf(bounded)).toBeLessThanOrEqual(LONGEST_REPORT);
          const { omitted = {} } = bounded;
          expect(bounded.findings.length + (omitted.findings ?? 0)).toBe(findings.length);
          expect(bounded.deliveries.length + (omitted.deliveries ?? 0)).toBe(sinks);
          expect((bounded.selfTest?.checks.length ?? 0) + (omitted.selfTest ?? 0)).toBe(checks.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out what is well before what is not', () => {
    const many = Array.from({ length: 200 }, (_, index) => delivery(`sink-${index}`));
    const { deliveries } = boundReport(
      someHostReport({ deliveries: [...many, delivery('broken', 'disk full')] }),
    );
    expect(deliveries.length).toBeLessThan(200);
    expect(deliveries[0]?.sink).toBe('broken');
  });
});
