import { describe, expect, it } from '@jest/globals';
import type { EvergrantEvent } from '../../../core/event.ts';
import { EventHub } from '../../../host/broker/event-hub.ts';

describe('the event hub', () => {
  it('tells a late listener the last events first, then each new one, until it closes', async () => {
    const hub = new EventHub();
    for (const at of [1, 2, 3]) hub.event(eventAt(at));
    const listener = hub.follow({ recent: 2, signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect([(await listener.next()).value?.at, (await listener.next()).value?.at]).toEqual([2, 3]);
    hub.event(eventAt(4));
    expect((await listener.next()).value?.at).toBe(4);
    hub.close();
    expect((await listener.next()).done).toBe(true);
  });

  it('tells every listener everything, in order', async () => {
    const hub = new EventHub();
    const signal = new AbortController().signal;
    const listeners = [hub.follow({ signal }), hub.follow({ signal })].map((one) =>
      one[Symbol.asyncIterator](),
    );
    const first = listeners.map((listener) => listener.next());
    for (const at of [1, 2]) hub.event(eventAt(at));
    expect((await Promise.all(first)).map(({ value }) => value?.at)).toEqual([1, 1]);
    const second = await Promise.all(listeners.map((listener) => listener.next()));
    expect(second.map(({ value }) => value?.at)).toEqual([2, 2]);
  });

  it('begins with nothing that is past unless it is asked for', async () => {
    const hub = new EventHub();
    hub.event(eventAt(1));
    const listener = hub.follow({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    const next = listener.next();
    hub.event(eventAt(2));
    expect((await next).value?.at).toBe(2);
  });

  it('keeps the last thousand', async () => {
    const hub = new EventHub();
    for (let at = 1; at <= 1_200; at += 1) hub.event(eventAt(at));
    const listener = hub
      .follow({ recent: 9_999, signal: new AbortController().signal })
      [Symbol.asyncIterator]();
    expect((await listener.next()).value?.at).toBe(201);
  });

  it('ends a listener whose signal aborts, and no other', async () => {
    const hub = new EventHub();
    const gone = new AbortController();
    const leaving = hub.follow({ signal: gone.signal })[Symbol.asyncIterator]();
    const staying = hub.follow({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    const [left, stayed] = [leaving.next(), staying.next()];
    gone.abort();
    hub.event(eventAt(1));
    expect((await left).done).toBe(true);
    expect((await stayed).value?.at).toBe(1);
  });
});

function eventAt(at: number): EvergrantEvent {
  return { schema: 1, at, type: 'refreshed', credential: 'crew' };
}
