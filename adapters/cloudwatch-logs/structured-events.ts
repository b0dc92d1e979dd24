import type { Announce } from '../../core/ports.ts';
import { toIso } from '../../core/time.ts';

/** Takes one line without its end. */
export type WriteLine = (line: string) => void;

/**
 * Announces every event as one line of JSON, the instant as ISO 8601 text, for metric filters and Insights queries.
 * In Lambda lines go to stdout by themselves: its `console` would wrap them into a record of its own, in which no
 * filter finds them.
 *
 * @param write @default a line on stdout
 */
export function structuredEvents(write: WriteLine = lineOnStdout): Announce {
  return { event: (event) => write(JSON.stringify({ ...event, at: toIso(event.at) })) };
}

export function lineOnStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
