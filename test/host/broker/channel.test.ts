import { describe, expect, it } from '@jest/globals';
import { Channel } from '../../../host/broker/channel.ts';

describe('a channel', () => {
  it('gives what was pushed before and while somebody reads, in order, and ends when it is closed', async () => {
    const channel = new Channel<number>(new AbortController().signal);
    channel.push(1);
    channel.push(2);
    const read = all(channel);
    await Promise.resolve();
    channel.push(3);
    channel.close();
    channel.push(4);
    expect(await read).toEqual([1, 2, 3]);
  });

  it('wakes a reader who waits when its signal aborts', async () => {
    const end = new AbortController();
    const read = all(new Channel<number>(end.signal));
    end.abort();
    expect(await read).toEqual([]);
  });

  it('is closed from the start when its signal had aborted before', async () => {
    const channel = new Channel<number>(AbortSignal.abort());
    channel.push(1);
    expect(await all(channel)).toEqual([]);
  });

  it('closes a reader that falls far behind, after what is queued, rather than fill the memory', async () => {
    const channel = new Channel<number>(new AbortController().signal);
    for (let item = 0; item < 20_000; item += 1) channel.push(item);
    const read = await all(channel);
    expect(read.length).toBeLessThan(20_000);
    expect(read).toEqual(read.map((_, at) => at));
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}
