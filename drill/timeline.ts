import type { EventType, EvergrantEvent } from '../core/event.ts';
import { formatSpan, type Milliseconds, SECOND } from '../core/time.ts';
import type { Observation, SupervisorEvent } from './observation.ts';

/** A line of the timeline, without its time. */
export interface TimelineEntry {
  readonly who: 'broker' | 'supervisor' | 'daemon';
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

/** What an observation says to people; undefined for what only machines want to know. */
export function timelineEntry(seen: Observation): TimelineEntry | undefined {
  switch (seen.from) {
    case 'broker':
      return entry('broker', BROKER[seen.event.type]?.(seen.event));
    case 'supervisor':
      return entry('supervisor', SUPERVISOR[seen.event.type]?.(seen.event));
    case 'daemon':
      return entry('daemon', [/error|failed/.test(seen.line) ? 'bad' : 'plain', seen.line]);
  }
}

/** `3.4 s`, for spans of a drill. */
export function secondsText(span: Milliseconds): string {
  return `${(span / SECOND).toFixed(span < SECOND / 10 ? 2 : 1)} s`;
}

type Words = readonly [TimelineEntry['tone'], string];

const BROKER: Partial<Record<EventType, (event: EvergrantEvent) => Words>> = {
  consentBegun: () => ['plain', 'waits for consent'],
  consentSettled: ({ generation }) => ['good', `has a new grant: generation ${generation}`],
  consentRefused: (event) => ['bad', `refuses the consent: ${why(event)}`],
  refreshed: ({ generation }) => ['good', `puts a fresh token in force: generation ${generation}`],
  refreshFailed: (event) => ['plain', `could not refresh, tries again by itself: ${why(event)}`],
  answerLost: () => ['plain', 'lost an answer: the refresh token may be spent'],
  recovered: ({ message }) => ['plain', `recovers: ${message}`],
  unsettled: (event) => ['bad', `cannot settle: ${why(event)}`],
  consentRequired: (event) => ['bad', `sends nothing more until consent is given again: ${why(event)}`],
  deliveryFailed: (event) => ['bad', `cannot deliver: ${why(event)}`],
  finding: (event) => ['bad', `found: ${why(event)}`],
  clockOff: (event) => ['bad', `found: ${why(event)}`],
  incidentOpened: ({ at, details = {} }) => [
    'bad',
    `opens the incident: ${leftText(details.worksUntil, at)}; next: ${details.remedy}`,
  ],
  incidentClosed: () => ['good', 'closes the incident'],
};

const SUPERVISOR: Record<string, (event: SupervisorEvent) => Words> = {
  runHeld: ({ hold }) => ['plain', `holds the daemon: ${hold?.message}`],
  runWoken: ({ at, insteadOf }) => [
    'good',
    insteadOf
      ? `wakes the daemon, ${formatSpan(Date.parse(insteadOf) - Date.parse(at))} before its slot`
      : 'wakes the daemon',
  ],
  runFailed: ({ reason }) => ['bad', `counts a failed run: ${reason}`],
  critical: ({ record }) => ['bad', `writes a CRITICAL record: ${record?.reason}; next: ${record?.remedy}`],
  criticalNotWritten: (event) => ['bad', `cannot write the alerts file: ${event.message}`],
  brokerLost: ({ message }) => ['bad', `lost the broker: ${message}`],
  brokerFound: () => ['good', 'found the broker again'],
  recordNotSaved: ({ message }) => ['bad', `cannot save its record: ${message}`],
};

function entry(who: TimelineEntry['who'], words: Words | undefined): TimelineEntry | undefined {
  return words && { who, tone: words[0], text: words[1] };
}

function why({ reason, message }: EvergrantEvent): string {
  return [message, reason && `(${reason})`].filter(Boolean).join(' ');
}

function leftText(worksUntil: unknown, at: number): string {
  const until = typeof worksUntil === 'string' ? Date.parse(worksUntil) : Number.NaN;
  if (Number.isNaN(until)) return 'time left not known';
  return until > at
    ? `the last token works for ${secondsText(until - at)} more`
    : 'already failing, time left 0';
}
