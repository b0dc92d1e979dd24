import { formatSpan, type Instant } from '../time.ts';
import type { TokenErrors } from './host-audit.ts';
import type { Paint } from './paint.ts';

/** Trouble of one meaning: of whom, how often, when last, its verdict, and what to do. */
export function tokenErrorLines(
  { daemon, class: of, reason, count, lastAt, message, remedy }: TokenErrors,
  { paint, now }: { paint: Paint; now: Instant },
): readonly string[] {
  const often = count === 1 ? 'once' : `${count} times`;
  const text = paint.yellow(`${reason} (${of})`);
  return [
    `  ${daemon.padEnd(16)}  ${text}  ${often}, ${count === 1 ? '' : 'last '}${formatSpan(now - lastAt)} ago`,
    `  ${''.padEnd(16)}  ${message}`,
    ...(remedy === '' ? [] : [`  ${''.padEnd(16)}  next: ${remedy}`]),
  ];
}
