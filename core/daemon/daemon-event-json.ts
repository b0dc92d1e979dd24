import { SECOND, toIso } from '../time.ts';
import type { DaemonEvent } from './daemon-event.ts';

/** A supervisor's event as scripts read it: instants as ISO 8601 text, spans in seconds. */
export function daemonEventJson(event: DaemonEvent): string {
  return JSON.stringify({ schema: 1, ...inSeconds(event) }, (name, value: unknown) =>
    typeof value === 'number' && (name.endsWith('At') || INSTANTS.has(name)) ? toIso(value) : value,
  );
}

const INSTANTS = new Set(['at', 'insteadOf', 'since']);

function inSeconds(event: DaemonEvent): object {
  if (event.type !== 'intervalChanged') return event;
  const { from, to, ...rest } = event;
  return { ...rest, fromSeconds: from / SECOND, toSeconds: to / SECOND };
}
