import { describe, expect, it } from '@jest/globals';
import { structuredEvents } from '../../../adapters/cloudwatch-logs/structured-events.ts';
import { filterPattern } from '../../support/cloudwatch/filter-pattern/filter-pattern.ts';

describe('announced events', () => {
  it('are one line of JSON each, which a filter pattern finds', () => {
    const lines: string[] = [];
    structuredEvents((line) => void lines.push(line)).event({
      schema: 1,
      at: Date.parse('2026-05-13T14:30:00Z'),
      type: 'consentRequired',
      credential: 'crew-sheets',
      generation: 7,
      reason: 'RefreshTokenRevoked',
      message: 'two\nlines',
      details: { fingerprint: '0123456789ab' },
    });
    const [line = ''] = lines;
    expect(lines).toHaveLength(1);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      schema: 1,
      at: '2026-05-13T14:30:00.000Z',
      type: 'consentRequired',
      credential: 'crew-sheets',
      generation: 7,
      reason: 'RefreshTokenRevoked',
      message: 'two\nlines',
      details: { fingerprint: '0123456789ab' },
    });
    const matches = filterPattern('{ $.type = "consentRequired" && $.credential = "crew-sheets" }');
    expect(matches(line)).toBeDefined();
  });
});
