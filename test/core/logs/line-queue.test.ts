import { describe, expect, it } from '@jest/globals';
import { LineQueue } from '../../../core/logs/line-queue.ts';
import { DAY } from '../../../core/time.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);

function queueOf(...messages: string[]): LineQueue {
  const queue = new LineQueue();
  for (const message of messages) queue.add({ at: NOW, message });
  return queue;
}

const messagesOf = (queue: LineQueue) => queue.take(NOW)?.events.map(({ message }) => message);

describe('a queue of lines', () => {
  it('gives what came, once', () => {
    const queue = queueOf('a', 'b');
    expect(messagesOf(queue)).toEqual(['a', 'b']);
    expect(messagesOf(queue)).toBeUndefined();
    expect(queue.bytes).toBe(0);
  });

  it('gives again what was put back, before what came since', () => {
    const queue = queueOf('a', 'b');
    const taken = queue.take(NOW);
    queue.add({ at: NOW, message: 'c' });
    if (taken) queue.putBack(taken);
    expect(messagesOf(queue)).toEqual(['a', 'b', 'c']);
  });

  it('lets go of the oldest, and says how many in a line before the rest', () => {
    const queue = queueOf('a', 'b', 'c', 'd');
    queue.dropOldest(queue.bytes / 2);
    expect(messagesOf(queue)).toEqual([
      '[evergrant] 2 lines were lost here: the newest are kept while lines cannot be shipped',
      'c',
      'd',
    ]);
    expect(messagesOf(queue)).toBeUndefined();
  });

  it('counts a loss on when the line that tells of it could not be sent', () => {
    const queue = queueOf('a', 'b', 'c');
    queue.dropOldest((queue.bytes / 3) * 2);
    const taken = queue.take(NOW);
    if (taken) queue.putBack(taken);
    queue.dropOldest(queue.bytes / 2);
    expect(messagesOf(queue)?.[0]).toMatch(/^\[evergrant\] 2 lines were lost here/);
  });

  it('counts what became too old to be taken by the service as lost', () => {
    const queue = new LineQueue();
    queue.add({ at: NOW - 20 * DAY, message: 'ancient' });
    expect(messagesOf(queue)).toEqual([
      '[evergrant] 1 line was lost here: the newest are kept while lines cannot be shipped',
    ]);
  });
});
