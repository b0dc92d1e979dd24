import pc from 'picocolors';
import type { EvergrantEvent } from '../core/event.ts';
import { toIso } from '../core/time.ts';
import type { Io } from './io.ts';

/** An event as scripts read it: one object a line, the instant as ISO 8601 text. */
export function eventJson(event: EvergrantEvent): string {
  return JSON.stringify({ ...event, at: toIso(event.at) });
}

/** An event as a line of a timeline. */
export function eventText(event: EvergrantEvent, io: Pick<Io, 'colour'>): string {
  const colours = pc.createColors(io.colour);
  const paint = GRAVE.has(event.type) ? colours.red : GOOD.has(event.type) ? colours.green : colours.yellow;
  const clock = colours.dim(toIso(event.at).slice(11, 23));
  const subject = event.credential ?? 'broker';
  const generation = event.generation === undefined ? '' : ` generation ${event.generation}`;
  const words = [event.reason, event.message].filter(Boolean).join(': ');
  const line = `${clock}  ${paint(event.type.padEnd(16))} ${subject}${generation}${words ? `  ${words}` : ''}${detailText(event)}`;
  return remedyOf(event) === '' ? line : `${line}; next: ${remedyOf(event)}`;
}

/** What to type next stands at the end of its line, as in every other message. */
function remedyOf({ details }: EvergrantEvent): string {
  return String(details?.remedy ?? '');
}

function detailText({ details = {} }: EvergrantEvent): string {
  const shown = Object.entries(details).filter(
    ([name, value]) => name !== 'remedy' && value !== null && value !== '',
  );
  return shown.length === 0 ? '' : `  ${shown.map(([name, value]) => `${name}=${value}`).join(' ')}`;
}

const GRAVE = new Set([
  'consentRequired',
  'unsettled',
  'incidentOpened',
  'deliveryFailed',
  'finding',
  'clockOff',
  'keyRefused',
]);
const GOOD = new Set([
  'refreshed',
  'rotated',
  'keySet',
  'signingKeyPromoted',
  'tokenMinted',
  'consentSettled',
  'incidentClosed',
  'delivered',
  'recovered',
  'brokerStarted',
]);
