import { describe, expect, it } from '@jest/globals';
import { newsText, tableText, verdictText } from '../../../../cli/commands/drill/drill-text.ts';
import type { Row } from '../../../../drill/scorecard.ts';

const ROWS: readonly Row[] = [
  { name: 'held', expected: 'runs are held', met: true, observed: 'for 2.5 s' },
  { name: 'woken', expected: 'the daemon is woken at once', met: false, observed: 'after 9.0 s' },
  { name: 'closed', expected: 'the incident closes', met: null, observed: 'not reached' },
];
const plain = { colour: false };

describe('what a person reads of a drill', () => {
  it('is a table of what was expected and what was observed', () => {
    expect(tableText(ROWS, plain)).toBe(
      [
        '   expected                     observed',
        ' ✓ runs are held                for 2.5 s',
        ' ✗ the daemon is woken at once  after 9.0 s',
        ' - the incident closes          not reached',
      ].join('\n'),
    );
  });

  it('ends with one line', () => {
    expect(verdictText({ rows: ROWS, took: 41_200, good: false }, plain)).toBe(
      'failed: 1 of 3 expectations observed in 41.2 s',
    );
    expect(verdictText({ rows: ROWS.slice(0, 1), took: 41_200, good: true }, plain)).toBe(
      'good: 1 of 1 expectations observed in 41.2 s',
    );
  });

  it('begins each line with the seconds since the start, in colours only where they are wanted', () => {
    const observation = { at: 3_400, from: 'daemon', line: '[port-sheet] sync cycle failed' } as const;
    const news = { kind: 'observed', at: 3_400, observation } as const;
    expect(newsText(news, { startedAt: 1_000, colour: false })).toBe(
      '  2.4 s  daemon      [port-sheet] sync cycle failed',
    );
    expect(newsText(news, { startedAt: 1_000, colour: true })).toContain('\u001b[31m');
  });
});
