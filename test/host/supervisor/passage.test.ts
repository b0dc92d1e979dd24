import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Passage } from '../../../host/supervisor/passage.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  jest.useRealTimers();
});

/** An output of a child and its way to us. */
function passage() {
  const source = new PassThrough();
  const sink = new PassThrough();
  const lines: string[] = [];
  return { source, sink, lines, passage: new Passage(source, { sink, onLine: (line) => lines.push(line) }) };
}

describe('a passage', () => {
  it('leaves no timer behind that keeps the supervisor alive, whichever of output and process ends first', async () => {
    const one = passage();
    one.source.end('last words');
    await one.passage.closed;
    one.passage.processEnded();
    expect(jest.getTimerCount()).toBe(0);

    const other = passage();
    other.passage.processEnded();
    expect(jest.getTimerCount()).toBe(1);
    other.source.end('last words');
    await other.passage.closed;
    expect(jest.getTimerCount()).toBe(0);
    expect([...one.lines, ...other.lines]).toEqual(['last words', 'last words']);
  });

  it('gives up an output that stays open and silent after its process has ended, and keeps what came before', async () => {
    const { source, sink, passage: open } = passage();
    source.write('done\n');
    await once(sink, 'readable');
    open.processEnded();
    jest.runOnlyPendingTimers();
    await open.closed;
    expect(String(sink.read())).toBe('done\n');
  });
});
