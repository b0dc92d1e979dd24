import { describe, expect, it } from '@jest/globals';
import { newestNotices, readTokenNotice, writeTokenNotice } from '../../../core/delivery/token-notice.ts';

describe('a notice of a token', () => {
  it('holds name and generation and nothing else', () => {
    const text = writeTokenNotice({ credential: 'sheets', generation: 7 });
    expect(JSON.parse(text)).toEqual({ schema: 1, credential: 'sheets', generation: 7 });
    expect(readTokenNotice(text)).toEqual({ schema: 1, credential: 'sheets', generation: 7 });
  });

  it.each([
    '',
    'sheets',
    'null',
    '[]',
    '{}',
    '{"schema":2,"credential":"sheets","generation":7}',
    '{"schema":1,"credential":"","generation":7}',
    '{"schema":1,"credential":"sheets"}',
    '{"schema":1,"credential":"sheets","generation":"7"}',
    '{"schema":1,"credential":"sheets","generation":0}',
    '{"schema":1,"credential":"sheets","generation":1.5}',
  ])('is not read out of %j', (text) => {
    expect(readTokenNotice(text)).toBeUndefined();
  });

  it('passes over those of older generations, whatever the order in which they come', () => {
    const notice = (credential: string, generation: number) => ({
      schema: 1 as const,
      credential,
      generation,
    });
    expect(newestNotices([notice('a', 2), notice('b', 5), notice('a', 3), notice('a', 1)])).toEqual([
      notice('a', 3),
      notice('b', 5),
    ]);
  });
});
