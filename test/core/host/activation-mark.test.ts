import { describe, expect, it } from '@jest/globals';
import { markText, readMark } from '../../../core/host/activation-mark.ts';

const MARK = {
  deployment: 'jada',
  host: 'jada-agent-orchestrator',
  machine: '0a1b2c3d4e5f',
  request: '7f0c1d2e-aaaa-4bbb-8ccc-1234567890ab',
};

describe('the mark of an activation', () => {
  it('is read from the description that it gave', () => {
    expect(markText(MARK)).toBe(
      'evergrant jada/jada-agent-orchestrator machine 0a1b2c3d4e5f request 7f0c1d2e-aaaa-4bbb-8ccc-1234567890ab',
    );
    expect(readMark(markText(MARK))).toEqual(MARK);
  });

  it('fits the 256 characters of a description, with the longest names', () => {
    const names = { deployment: 'd'.repeat(24), host: 'h'.repeat(38), request: 'r'.repeat(100) };
    expect(markText({ ...MARK, ...names }).length).toBeLessThanOrEqual(256);
  });

  it.each(['', 'evergrant jada/ops', 'evergrant jada/ops machine x request y', 'machine of a person'])(
    'is none in the description "%s"',
    (description) => {
      expect(readMark(description)).toBeUndefined();
    },
  );
});
