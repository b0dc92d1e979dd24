import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../../../core/time.ts';
import { Hangups } from '../../../host/daemon/hangups.ts';

function hearing() {
  const source = new EventEmitter();
  const over = new AbortController();
  const hangups = new Hangups(source);
  return {
    over,
    hangUp: () => source.emit('SIGHUP'),
    wait: (span = HOUR) => hangups.wait(span, over.signal),
  };
}

describe('a wait that SIGHUP cuts short', () => {
  it('ends with the signal, with its time, and with the program', async () => {
    const { hangUp, wait, over } = hearing();
    const first = wait();
    hangUp();
    await first;
    await wait(1);
    const last = wait();
    over.abort();
    await last;
    await wait();
  });

  it('ends at once for any number of signals that came before it, and for those only once', async () => {
    const { hangUp, wait, over } = hearing();
    hangUp();
    hangUp();
    await wait();
    let isOver = false;
    const next = wait().then(() => {
      isOver = true;
    });
    await setImmediate();
    expect(isOver).toBe(false);
    over.abort();
    await next;
  });
});
