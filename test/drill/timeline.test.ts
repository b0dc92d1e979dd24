import { describe, expect, it } from '@jest/globals';
import type { EvergrantEvent } from '../../core/event.ts';
import { toIso } from '../../core/time.ts';
import { type Observation, readBrokerLine, readDaemonLine } from '../../drill/observation.ts';
import { secondsText, timelineEntry } from '../../drill/timeline.ts';

const AT = Date.parse('2026-05-13T14:30:00.000Z');

function told(event: Omit<EvergrantEvent, 'schema' | 'at'>): Observation | undefined {
  return readBrokerLine(JSON.stringify({ schema: 1, at: '2026-05-13T14:30:00.000Z', ...event }));
}

function supervised(event: object): Observation {
  const line = { schema: 1, at: '2026-05-13T14:30:00.000Z', daemon: 'port-sheet', ...event };
  return readDaemonLine(JSON.stringify(line), 0);
}

describe('the timeline', () => {
  it.each([
    [
      told({ type: 'refreshed', credential: 'crew-sheets', generation: 2 }),
      'good broker puts a fresh token in force: generation 2',
    ],
    [
      told({ type: 'refreshFailed', reason: 'RateLimited', message: 'the issuer asks to slow down' }),
      'plain broker could not refresh, tries again by itself: the issuer asks to slow down (RateLimited)',
    ],
    [
      told({
        type: 'incidentOpened',
        details: { worksUntil: '2026-05-13T14:30:06.100Z', remedy: 'evergrant login crew-sheets' },
      }),
      'bad broker opens the incident: the last token works for 6.1 s more; next: evergrant login crew-sheets',
    ],
    [
      told({ type: 'incidentOpened', details: { worksUntil: '2026-05-13T14:30:00.000Z', remedy: 'x' } }),
      'bad broker opens the incident: already failing, time left 0; next: x',
    ],
    [
      supervised({ type: 'runWoken', because: 'released', insteadOf: toIso(AT + 1_800_000) }),
      'good supervisor wakes the daemon, 30 min before its slot',
    ],
    [
      supervised({ type: 'runWoken', because: 'released', insteadOf: null }),
      'good supervisor wakes the daemon',
    ],
    [
      supervised({ type: 'runHeld', hold: { reason: 'NoGrant', message: 'nobody has consented' } }),
      'plain supervisor holds the daemon: nobody has consented',
    ],
    [readDaemonLine('[port-sheet] synced 2 rows', AT), 'plain daemon [port-sheet] synced 2 rows'],
    [
      readDaemonLine('[port-sheet] token error: HTTP Error 401: Unauthorized', AT),
      'bad daemon [port-sheet] token error: HTTP Error 401: Unauthorized',
    ],
  ])('says %j in plain words', (observation, words) => {
    const entry = observation && timelineEntry(observation);
    expect(entry && `${entry.tone} ${entry.who} ${entry.text}`).toBe(words);
  });

  it('is silent about what only machines want to know', () => {
    const start = told({ type: 'refreshStarted' });
    expect(start && timelineEntry(start)).toBeUndefined();
    expect(timelineEntry(supervised({ type: 'runStarted' }))).toBeUndefined();
  });

  it('takes a line that is no event for a line of the daemon, with the time at which it was seen', () => {
    expect(readDaemonLine('{"rows": 2}', AT)).toEqual({ at: AT, from: 'daemon', line: '{"rows": 2}' });
    expect(readBrokerLine('warning: nobody is told')).toBeUndefined();
  });

  it.each([
    [42, '0.04 s'],
    [1_040, '1.0 s'],
    [30_000, '30.0 s'],
  ])('writes %d ms as %s', (span, text) => {
    expect(secondsText(span)).toBe(text);
  });
});
