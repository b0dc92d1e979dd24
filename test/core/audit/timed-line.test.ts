import { describe, expect, it } from '@jest/globals';
import { lineTimes } from '../../../core/audit/timed-line.ts';

const FALLBACK = 1_000;
const at = (text: string) => lineTimes(FALLBACK)(text);
const TIME = Date.UTC(2026, 4, 13, 14, 30, 5);

describe('the time of a line of a log', () => {
  it.each([
    ['2026-05-13T14:30:05Z starts', TIME],
    ['2026-05-13 14:30:05 starts', TIME],
    ['[2026-05-13 14:30:05,250] INFO starts', TIME + 250],
    ['2026-05-13T14:30:05.123456789Z starts', TIME + 123],
    ['2026-05-13T16:30:05+02:00 starts', TIME],
    ['2026-05-13T16:30:05.5+0200 starts', TIME + 500],
    ['{"level":"info","time":"2026-05-13T14:30:05.000Z","msg":"starts"}', TIME],
  ])('is read from %s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each([
    'starts',
    '2026-13-45T14:30:05Z starts',
    `${'x'.repeat(120)}2026-05-13T14:30:05Z`,
    'May 13 14:30:05 host starts',
  ])('is not known from %s', (text) => {
    expect(at(text)).toBe(FALLBACK);
  });

  it('is that of the line before for one that bears none, as the lines of a stack trace', () => {
    const timeOf = lineTimes(FALLBACK);
    expect(['before', '2026-05-13T14:30:05Z Traceback', '  File "a.py"', 'RefreshError'].map(timeOf)).toEqual(
      [FALLBACK, TIME, TIME, TIME],
    );
  });
});
