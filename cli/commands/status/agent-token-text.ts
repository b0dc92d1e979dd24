import type pc from 'picocolors';
import type { AgentTokenStatus } from '../../../core/status.ts';
import { formatSpan, SECOND } from '../../../core/time.ts';
import { deliveryRows } from './delivery-text.ts';
import { incidentLines } from './incident-text.ts';

type Colours = ReturnType<typeof pc.createColors>;

/** The tokens of an agent for people: a line, every field where all are wanted, and what needs attention. */
export function agentTokenLines(
  token: AgentTokenStatus,
  at: { now: number; colours: Colours; full: boolean },
): string[] {
  const { colours, full } = at;
  return [line(token, at), ...(full ? details(token) : []), ...attention(token, colours)];
}

function line(token: AgentTokenStatus, { now, colours }: { now: number; colours: Colours }): string {
  const { name, state, secondsLeft, generation, fingerprint } = token;
  const paint = state === 'refused' ? colours.red : state === 'healthy' ? colours.green : colours.dim;
  const parts = [
    name.padEnd(16),
    paint(state.padEnd(15)),
    (secondsLeft === null ? 'no token' : `${formatSpan(secondsLeft * SECOND)} left`).padEnd(14),
    renewal(token, now).padEnd(20),
    generation > 0 ? `generation ${generation}` : '',
    fingerprint ?? '',
  ];
  return parts.join('  ').trimEnd();
}

function renewal({ renewAt }: AgentTokenStatus, now: number): string {
  return renewAt ? `renew in ${formatSpan(Math.max(0, Date.parse(renewAt) - now))}` : 'renew on use';
}

function details(token: AgentTokenStatus): string[] {
  const { key, issuer, subject, audience, renew, jti, kid, issuedAt, expiresAt, lastUsedAt } = token;
  const row = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  return [
    row('issuer', `${issuer}, signed by ${key}${kid ? ` (kid ${kid})` : ''}`),
    row('subject', subject),
    row('audience', audience.join(', ')),
    row('renew', renew),
    ...(jti ? [row('token', `jti ${jti}, from ${issuedAt} to ${expiresAt}`)] : []),
    row('last used', lastUsedAt ?? 'never'),
    ...token.deliveries.flatMap((delivery) => deliveryRows(delivery, row)),
  ];
}

function attention({ incident, deliveries }: AgentTokenStatus, colours: Colours): string[] {
  if (incident) return incidentLines(incident, colours);
  return deliveries.flatMap(({ sink, error }) => (error ? [colours.red(`  ! sink ${sink}: ${error}`)] : []));
}
