import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../core/fault.ts';
import { keepServer } from '../../../host/daemon/kept-server.ts';

/** A socket that is refused for these reasons, one at each try, and then served. */
function keeping(refusals: readonly unknown[]) {
  const over = new AbortController();
  const waiting = [...refusals];
  const happened: unknown[] = [];
  let served = () => {};
  const isServed = new Promise<void>((resolve) => {
    served = resolve;
  });
  const server = keepServer({
    serve: async () => {
      if (waiting.length > 0) throw waiting.shift();
      happened.push('served');
      served();
      return { close: async () => void happened.push('closed') };
    },
    told: (failure) => happened.push(failure),
    signal: over.signal,
  });
  return { server, happened, isServed, end: () => over.abort() };
}

const REFUSED = new Error('read-only file system');

describe('a socket of the host daemon', () => {
  it('is served until the end, and closed before it', async () => {
    const { server, happened, end } = keeping([]);
    await server.tried;
    expect(happened).toEqual(['served', undefined]);
    end();
    await server.closed;
    expect(happened).toEqual(['served', undefined, 'closed']);
  });

  it('holds up nothing when it cannot be made, and is tried again', async () => {
    const { server, happened, isServed, end } = keeping([REFUSED]);
    await server.tried;
    expect(happened).toEqual([REFUSED]);
    await isServed;
    end();
    await server.closed;
    expect(happened).toEqual([REFUSED, 'served', undefined, 'closed']);
  });

  it('does not outlast the end while it waits for the next try', async () => {
    const { server, happened, end } = keeping([REFUSED]);
    await server.tried;
    let isClosed = false;
    server.closed.then(() => {
      isClosed = true;
    });
    end();
    await setImmediate();
    expect(isClosed).toBe(true);
    expect(happened).toEqual([REFUSED]);
  });

  it('that another host daemon serves is its end', async () => {
    const taken = new Fault({ code: 'SocketTaken', message: 'another one runs', remedy: 'end it' });
    const { server, happened } = keeping([taken]);
    await expect(server.closed).rejects.toBe(taken);
    await server.tried;
    expect(happened).toEqual([]);
  });
});
