import pc from 'picocolors';
import type { CredentialStatus, DaemonStatus, StatusDocument } from '../../../core/status.ts';
import { formatSpan, SECOND } from '../../../core/time.ts';
import { agentTokenLines } from './agent-token-text.ts';
import { deliveryRows } from './delivery-text.ts';
import { hostLines } from './host-text.ts';
import { keyLines } from './key-text.ts';
import { signingKeyLines } from './signing-key-text.ts';

export interface TextOptions {
  /** Show every field of each credential. */
  readonly full: boolean;
  readonly colour: boolean;
}

type Colours = ReturnType<typeof pc.createColors>;

/** A status for people: a line a credential and a daemon, and what needs attention with the command that repairs it. */
export function statusText(document: StatusDocument, options: TextOptions): string {
  const colours = pc.createColors(options.colour);
  const now = Date.parse(document.at);
  const lines = [heading(document, colours), ...socketLine(document, colours)];
  for (const credential of document.credentials) {
    lines.push(credentialLine(credential, { now, colours }));
    if (options.full) lines.push(...credentialDetails(credential, now));
    lines.push(...attention(credential, colours));
  }
  const at = { now, colours, full: options.full };
  for (const key of document.apiKeys) lines.push(...keyLines(key, at));
  for (const key of document.signingKeys) lines.push(...signingKeyLines(key, at));
  for (const token of document.agentTokens) lines.push(...agentTokenLines(token, at));
  if (!options.full) lines.push(...document.daemons.map((daemon) => daemonLine(daemon, { now, colours })));
  for (const host of document.hosts) lines.push(...hostLines(host, at));
  for (const { code, message, remedy } of document.findings) {
    lines.push(colours.yellow(`! ${code}: ${message}`), `  next: ${remedy}`);
  }
  return lines.join('\n');
}

function heading(document: StatusDocument, colours: Colours): string {
  const who = document.broker.running ? runningText(document) : colours.yellow(silentText(document));
  return `${colours.bold(document.deployment)}  ${who}`;
}

function runningText({ at, broker }: StatusDocument): string {
  if ('pid' in broker) return `broker ${broker.version}, process ${broker.pid}, since ${broker.since}`;
  if (!('function' in broker) || broker.lastBeatAt === null) return 'a broker';
  return `function ${broker.function}, last beat ${formatSpan(Date.parse(at) - Date.parse(broker.lastBeatAt))} ago`;
}

function silentText({ broker }: StatusDocument): string {
  return 'function' in broker
    ? `function ${broker.function}: no beat was seen, and nothing proves that anything is refreshed`
    : 'no broker runs: nothing is refreshed (next: evergrant up)';
}

/** While no broker runs the heading has said what is wrong. */
function socketLine({ broker, tokenSocket }: StatusDocument, colours: Colours): string[] {
  if (!broker.running || !tokenSocket) return [];
  const { path, group, tokens, open } = tokenSocket;
  const line = `token socket  ${path}  group ${group}  ${tokens.join(', ')}`;
  return open ? [line] : [colours.yellow(`! ${line}: no socket lies there`), '  next: restart evergrant up'];
}

function credentialLine(
  credential: CredentialStatus,
  { now, colours }: { now: number; colours: Colours },
): string {
  const { name, state, generation, refreshAt, fingerprint } = credential;
  const paint = PAINT[state] ?? 'yellow';
  const parts = [
    name.padEnd(16),
    colours[paint](state.padEnd(15)),
    lifeText(credential).padEnd(14),
    refreshAt ? `refresh in ${untilText(refreshAt, now)}`.padEnd(20) : ''.padEnd(20),
    generation > 0 ? `generation ${generation}` : '',
    fingerprint ?? '',
  ];
  return parts.join('  ').trimEnd();
}

function lifeText({ secondsLeft, fingerprint }: CredentialStatus): string {
  if (secondsLeft !== null) return `${formatSpan(secondsLeft * SECOND)} left`;
  return fingerprint === null ? 'no token' : 'life not known';
}

const PAINT: Partial<Record<CredentialStatus['state'], 'green' | 'red' | 'yellow'>> = {
  healthy: 'green',
  refreshing: 'green',
  consentRequired: 'red',
  noGrant: 'red',
};

function credentialDetails(credential: CredentialStatus, now: number): string[] {
  const {
    issuer,
    account,
    scopes,
    standing,
    consentedAt,
    forecast,
    lastVerdict,
    consecutiveFailures,
    deliveries,
  } = credential;
  const row = (label: string, text: string) => `  ${label.padEnd(11)} ${text}`;
  const ends = forecast.endsAt
    ? `ends ${forecast.endsAt} (in ${untilText(forecast.endsAt, now)})`
    : 'no end is known';
  return [
    row('issuer', issuer),
    row('account', account ?? 'not proven'),
    row('scopes', scopes.join(' ') || 'none stated'),
    row('consent', standing ? 'none needed' : (consentedAt ?? 'never')),
    row('forecast', `${ends}; ${forecast.because} [${forecast.basis}]`),
    row(
      'verdict',
      lastVerdict ? `${lastVerdict.reason} at ${lastVerdict.at}: ${lastVerdict.message}` : 'none yet',
    ),
    ...(consecutiveFailures > 0 ? [row('failures', `${consecutiveFailures} in a row`)] : []),
    ...deliveries.flatMap((delivery) => deliveryRows(delivery, row)),
  ];
}

function attention({ incident, state, name, deliveries }: CredentialStatus, colours: Colours): string[] {
  if (incident) {
    const { severity, reason, message, remedy } = incident;
    const paint = severity === 'critical' ? colours.red : colours.yellow;
    return [paint(`  ! ${severity} ${reason}: ${message}`), `    next: ${remedy}`];
  }
  if (state === 'noGrant') return [`    next: evergrant login ${name}`];
  return deliveries.flatMap(({ sink, error }) => (error ? [colours.red(`  ! sink ${sink}: ${error}`)] : []));
}

function daemonLine(daemon: DaemonStatus, { now, colours }: { now: number; colours: Colours }): string {
  const { name, state, consecutiveFailures, nextRunAt, lastRun, limitsReached } = daemon;
  const parts = [
    `${name.padEnd(16)}  ${state === 'held' ? colours.red(state.padEnd(15)) : state.padEnd(15)}`,
    lastRun ? `last run ${lastRun.kind}${lastRun.reason ? ` (${lastRun.reason})` : ''}` : 'not run yet',
    consecutiveFailures > 0 ? `${consecutiveFailures} failures in a row` : '',
    limitsReached > 0 ? `${limitsReached} limits reached` : '',
    nextRunAt ? `next run in ${untilText(nextRunAt, now)}` : '',
  ];
  return parts.filter(Boolean).join('  ');
}

function untilText(iso: string, now: number): string {
  return formatSpan(Date.parse(iso) - now);
}
