import { describe, expect, it } from '@jest/globals';
import { Channel } from '../../../host/broker/channel.ts';
import { mergeStreams } from '../../../host/broker/merge-streams.ts';

describe('merged streams', () => {
  it('give items as they come from any of them, and end with the last', async () => {
    const [left, right] = [channel(), channel()];
    const merged = mergeStreams([left, right])[Symbol.asyncIterator]();
    right.push('r1');
    expect(await merged.next()).toMatchObject({ value: 'r1' });
    left.push('l1');
    expect(await merged.next()).toMatchObject({ value: 'l1' });
    left.close();
    right.push('r2');
    expect(await merged.next()).toMatchObject({ value: 'r2' });
    right.close();
    expect(await merged.next()).toMatchObject({ done: true });
  });

  it('let a quiet stream be heard beside a busy one', async () => {
    const [busy, quiet] = [channel(), channel()];
    for (let item = 0; item < 100; item += 1) busy.push('b');
    quiet.push('q');
    const merged = mergeStreams([busy, quiet])[Symbol.asyncIterator]();
    const first = [];
    for (let item = 0; item < 4; item += 1) first.push((await merged.next()).value);
    expect(first).toContain('q');
  });

  it('break when one of them breaks', async () => {
    const broken = (async function* () {
      yield 'one';
      throw new Error('broken');
    })();
    const merged = mergeStreams([broken, channel()])[Symbol.asyncIterator]();
    expect(await merged.next()).toMatchObject({ value: 'one' });
    await expect(merged.next()).rejects.toThrow('broken');
  });

  it('end those that are still open when the reader leaves', async () => {
    const left = { ended: 0 };
    const stream = (): AsyncIterable<string> => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: 'x', done: false }),
        return: async () => {
          left.ended += 1;
          return { value: undefined, done: true };
        },
      }),
    });
    for await (const item of mergeStreams([stream(), stream()])) if (item === 'x') break;
    expect(left.ended).toBe(2);
  });

  it('of nothing end at once', async () => {
    expect(await mergeStreams([])[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  });
});

function channel(): Channel<string> {
  return new Channel<string>(new AbortController().signal);
}
