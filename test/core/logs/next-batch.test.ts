import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_MESSAGE, type LogEvent, logEventBytes, logMessage } from '../../../core/logs/log-event.ts';
import { nextBatch } from '../../../core/logs/next-batch.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);

/** What PutLogEvents takes, by the API's own words. */
const API = { bytes: 1_048_576, events: 10_000, span: DAY, age: 14 * DAY, ahead: 2 * HOUR };

const event: fc.Arbitrary<LogEvent> = fc.record({
  at: fc.oneof(
    fc.integer({ min: NOW - 16 * DAY, max: NOW + 5 * HOUR }),
    fc.integer({ min: NOW - MINUTE, max: NOW }),
  ),
  message: fc.oneof(
    fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }),
    fc.integer({ min: 1, max: 90_000 }).map((length) => 'é'.repeat(length)),
  ),
});

describe('the next batch of a queue', () => {
  it('is one that the service takes, whatever is in the queue', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (queue) => {
        const { batch } = nextBatch(queue, NOW);
        const times = batch.map(({ at }) => at);
        expect(batch.reduce((sum, one) => sum + logEventBytes(one), 0)).toBeLessThanOrEqual(API.bytes);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        if (times.length > 0) expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(API.span);
        for (const at of times) {
          expect(at).toBeGreaterThan(NOW - API.age);
          expect(at).toBeLessThan(NOW + API.ahead);
        }
      }),
    );
  });

  it('comes to an end, and leaves out nothing but what is too old', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (all) => {
        let queue: readonly LogEvent[] = all;
        const sent: string[] = [];
        let expired = 0;
        while (queue.length > 0) {
          const next = nextBatch(queue, NOW);
          expect(next.taken).toBeGreaterThan(0);
          sent.push(...next.batch.map(({ message }) => message));
          expired += next.expired;
          queue = queue.slice(next.taken);
        }
        expect(sent.length + expired).toBe(all.length);
        const tooOld = all.filter(({ at }) => at <= NOW - API.age);
        expect(expired).toBeGreaterThanOrEqual(tooOld.length);
      }),
    );
  });

  it('holds no more than 10,000 events', () => {
    const queue = Array.from({ length: 12_000 }, () => ({ at: NOW, message: 'x' }));
    const { batch, taken } = nextBatch(queue, NOW);
    expect(batch.length).toBeLessThanOrEqual(API.events);
    expect(batch.length).toBeGreaterThan(API.events - 10);
    expect(taken).toBe(batch.length);
  });

  it('keeps the order of lines of one millisecond', () => {
    const queue = ['first', 'second', 'third'].map((message) => ({ at: NOW, message }));
    expect(nextBatch(queue, NOW).batch.map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  });

  it('dates a line from the future now, as after a clock was set back', () => {
    const { batch } = nextBatch([{ at: NOW + 5 * HOUR, message: 'early' }], NOW);
    expect(batch).toEqual([{ at: NOW, message: 'early' }]);
  });
});

describe('the text of an event', () => {
  it('is never empty, for the service refuses that', () => {
    expect(logMessage('')).toBe(' ');
  });

  it('stays as it is up to the limit, and is cut with a mark beyond', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('x', 'é', '😀', '語'),
        fc.integer({ min: 1, max: 300_000 }),
        (unit, count) => {
          const text = unit.repeat(count);
          const bytes = Buffer.byteLength(text);
          const message = logMessage(text);
          expect(Buffer.byteLength(message)).toBeLessThanOrEqual(LONGEST_MESSAGE);
          if (bytes <= LONGEST_MESSAGE) expect(message).toBe(text);
          else expect(message).toMatch(/ \[cut\]$/);
          // A cut in the middle of a character would come out as U+FFFD.
          expect(Buffer.from(message).toString()).toBe(message);
        },
      ),
      { numRuns: 40 },
    );
  });
});
