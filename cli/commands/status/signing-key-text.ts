import type pc from 'picocolors';
import type { SigningKeyStatus } from '../../../core/status.ts';
import { formatSpan } from '../../../core/time.ts';
import { incidentLines } from './incident-text.ts';

/** A signing key for people: a line, what verifiers find where all fields are wanted, and what needs attention. */
export function signingKeyLines(
  key: SigningKeyStatus,
  at: { now: number; colours: ReturnType<typeof pc.createColors>; full: boolean },
): string[] {
  const { name, state, since, rotateAt, generation, kid, incident } = key;
  const { now, colours, full } = at;
  const parts = [
    name.padEnd(16),
    (state === 'noKey' ? colours.yellow : colours.green)(state.padEnd(15)),
    (since === null ? 'no key' : `${formatSpan(Math.max(0, now - Date.parse(since)))} old`).padEnd(14),
    (rotateAt ? `rotate in ${formatSpan(Math.max(0, Date.parse(rotateAt) - now))}` : '').padEnd(20),
    generation > 0 ? `generation ${generation}` : '',
    kid === null ? '' : `kid ${kid}`,
  ];
  return [parts.join('  ').trimEnd(), ...(full ? details(key) : []), ...incidentLines(incident, colours)];
}

function details({ issuer, algorithm, published }: SigningKeyStatus): string[] {
  const row = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  return [
    row('issuer', issuer),
    row('algorithm', algorithm),
    ...published.map(({ kid, generation, publishedAt, signsFrom, withdrawAt }) =>
      row(
        'published',
        `${kid}  generation ${generation}, since ${publishedAt}, ${signsFrom ? `signs from ${signsFrom}` : 'in test'}` +
          (withdrawAt ? `, until ${withdrawAt}` : ''),
      ),
    ),
  ];
}
