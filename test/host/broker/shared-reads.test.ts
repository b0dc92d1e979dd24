import { describe, expect, it } from '@jest/globals';
import { SharedReads } from '../../../host/broker/shared-reads.ts';

describe('shared reads', () => {
  it('never give what was read before it was asked for, however many ask', async () => {
    const reads = new SharedReads<number>();
    let value = 1;
    let begun = 0;
    const read = async () => {
      begun += 1;
      const seen = value;
      await Promise.resolve();
      return seen;
    };
    const early = reads.run('k', read);
    await Promise.resolve();
    value = 2;
    const late = Array.from({ length: 100 }, () => reads.run('k', read));
    expect(await early).toBe(1);
    expect(new Set(await Promise.all(late))).toEqual(new Set([2]));
    expect(begun).toBe(2);
  });

  it('go on after one that failed, and keep different questions apart', async () => {
    const reads = new SharedReads<string>();
    const fails = reads.run('k', async () => {
      throw new Error('disk');
    });
    const next = reads.run('other', async () => 'other');
    await expect(fails).rejects.toThrow('disk');
    expect(await next).toBe('other');
    expect(await reads.run('k', async () => 'well')).toBe('well');
  });
});
