import type pc from 'picocolors';
import type { ApiKeyStatus } from '../../../core/status.ts';
import { formatSpan, SECOND } from '../../../core/time.ts';
import { deliveryRows } from './delivery-text.ts';

interface Around {
  readonly now: number;
  readonly colours: ReturnType<typeof pc.createColors>;
  /** Show every field. */
  readonly full: boolean;
}

/** An API key for people: a line, its fields where they are wanted, and what needs attention. */
export function keyLines(key: ApiKeyStatus, around: Around): string[] {
  return [line(key, around), ...(around.full ? details(key) : []), ...attention(key, around)];
}

function line(
  { name, state, ageSeconds, rotateAt, generation, fingerprint }: ApiKeyStatus,
  around: Around,
): string {
  const { colours, now } = around;
  const paint =
    state === 'noKey' || state === 'refused'
      ? colours.red
      : state === 'backingOff'
        ? colours.yellow
        : colours.green;
  const parts = [
    name.padEnd(16),
    paint(state.padEnd(15)),
    (ageSeconds === null ? 'no key' : `${formatSpan(ageSeconds * SECOND)} old`).padEnd(14),
    (rotateAt ? `rotate in ${formatSpan(Date.parse(rotateAt) - now)}` : '').padEnd(20),
    generation > 0 ? `generation ${generation}` : '',
    fingerprint ?? '',
  ];
  return parts.join('  ').trimEnd();
}

function details(key: ApiKeyStatus): string[] {
  const { issuer, managedBy, scopes, since, warnAt, verifiedAt, retiring, lastVerdict } = key;
  const row = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  return [
    row(
      'issuer',
      issuer ? `${issuer}${managedBy ? `, managed by ${managedBy}` : ''}` : 'none: a person replaces it',
    ),
    row('scopes', scopes.join(' ') || 'not known'),
    row('in force', since ? `since ${since}${warnAt ? `, to be replaced by ${warnAt}` : ''}` : 'never set'),
    ...(issuer ? [row('accepted', verifiedAt ? `by its issuer at ${verifiedAt}` : 'not proven yet')] : []),
    ...retiring.map(({ generation, fingerprint, endsAt }) =>
      row('old key', `generation ${generation} ${fingerprint} works until ${endsAt}`),
    ),
    ...(lastVerdict
      ? [row('verdict', `${lastVerdict.reason} at ${lastVerdict.at}: ${lastVerdict.message}`)]
      : []),
    ...(key.consecutiveFailures > 0 ? [row('failures', `${key.consecutiveFailures} in a row`)] : []),
    ...key.deliveries.flatMap((delivery) => deliveryRows(delivery, row)),
  ];
}

function attention({ name, state, incident, deliveries }: ApiKeyStatus, { colours }: Around): string[] {
  if (incident) {
    const { severity, reason, message, remedy } = incident;
    const paint = severity === 'critical' ? colours.red : colours.yellow;
    return [paint(`  ! ${severity} ${reason}: ${message}`), `    next: ${remedy}`];
  }
  if (state === 'noKey') return [`    next: evergrant key set ${name}`];
  return deliveries.flatMap(({ sink, error }) => (error ? [colours.red(`  ! sink ${sink}: ${error}`)] : []));
}
