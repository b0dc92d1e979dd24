import { describe, expect, it } from '@jest/globals';
import { metricExpression } from './metric-math.ts';

const VALUES = new Map([
  ['failures', 3],
  ['successes', 0],
  ['absent', undefined],
]);

describe('metric math', () => {
  it.each([
    ['failures + 2 * 5', 13],
    ['(failures + 2) * 5', 25],
    ['failures - 1 - 1', 1],
    ['failures / 2', 1.5],
    ['failures / successes', undefined],
    ['failures > 2', 1],
    ['failures > 2 AND successes == 0', 1],
    ['failures > 2 && successes > 0 || failures == 3', 1],
    ['absent + 1', undefined],
    ['FILL(absent, 0) + 1', 1],
    ['IF(successes > 0, 0, failures)', 3],
    ['IF(absent, 0, failures)', undefined],
    ['unheard_of', undefined],
  ])('computes %s', (text, expected) => {
    expect(metricExpression(text)(VALUES)).toBe(expected);
  });

  it.each(['RUNNING_SUM(failures)', 'failures ^ 2', 'FILL(absent, REPEAT)', 'failures +'])(
    'refuses %s',
    (text) => {
      expect(() => metricExpression(text)).toThrow(expect.objectContaining({ name: 'NotUnderstood' }));
    },
  );
});
