import { z } from 'zod';
import type { EventType, EvergrantEvent } from '../core/event.ts';
import type { Instant } from '../core/time.ts';
import { parseJson } from '../host/control/exchange.ts';
import { eventCodec } from '../host/control/wire-format.ts';

/** One thing that the drill saw. What has no time of its own counts from when it was seen. */
export type Observation =
  | { readonly at: Instant; readonly from: 'broker'; readonly event: EvergrantEvent }
  | { readonly at: Instant; readonly from: 'supervisor'; readonly event: SupervisorEvent }
  /** A line that the daemon printed. */
  | { readonly at: Instant; readonly from: 'daemon'; readonly line: string };

const supervisorEvent = z.looseObject({
  schema: z.literal(1),
  at: z.iso.datetime(),
  daemon: z.string(),
  type: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  insteadOf: z.string().nullable().optional(),
  hold: z.looseObject({ reason: z.string(), message: z.string() }).optional(),
  record: z.looseObject({ reason: z.string(), message: z.string(), remedy: z.string() }).optional(),
});

/** A line of `evergrant run --json`, as far as the drill reads it. */
export type SupervisorEvent = z.infer<typeof supervisorEvent>;

/** Reads a line that `evergrant up --json` printed on stdout; undefined when it is no event. */
export function readBrokerLine(line: string): Observation | undefined {
  const read = eventCodec.safeParse(parseJson(line));
  return read.success ? { at: read.data.at, from: 'broker', event: read.data } : undefined;
}

/** Reads a line of `evergrant run --json`, on whose outputs the supervisor and its daemon both speak. */
export function readDaemonLine(line: string, now: Instant): Observation {
  const read = supervisorEvent.safeParse(parseJson(line));
  if (!read.success) return { at: now, from: 'daemon', line };
  return { at: Date.parse(read.data.at), from: 'supervisor', event: read.data };
}

/** Looks for something in what was observed; undefined: this is not it. */
export type Finder<T> = (observation: Observation) => T | undefined;

/** Finds an event of the broker. */
export function brokerTold(type: EventType): Finder<EvergrantEvent> {
  return (seen) => (seen.from === 'broker' && seen.event.type === type ? seen.event : undefined);
}

/** Finds an event of the supervisor. */
export function supervisorTold(type: string): Finder<{ at: Instant; event: SupervisorEvent }> {
  return (seen) => (seen.from === 'supervisor' && seen.event.type === type ? seen : undefined);
}

/** Finds a line of the daemon. */
export function daemonSaid(text: string): Finder<{ at: Instant; line: string }> {
  return (seen) => (seen.from === 'daemon' && seen.line.includes(text) ? seen : undefined);
}
