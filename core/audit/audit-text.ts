import { formatSpan, type Instant } from '../time.ts';
import { auditRow } from './audit-row.ts';
import { credentialLines } from './credential-text.ts';
import { daemonLines } from './daemon-text.ts';
import {
  AUDIT_LISTS,
  type AuditFinding,
  type AuditList,
  type HostAudit,
  type ServiceFacts,
} from './host-audit.ts';
import { machineLines } from './machine-text.ts';
import type { Paint } from './paint.ts';
import { tokenErrorLines } from './token-error-text.ts';

export interface AuditTextOptions {
  readonly paint: Paint;
  /** When it is read: ages count from here. */
  readonly now: Instant;
  /** When a host reported it; null: it was gathered just now. */
  readonly reportedAt: Instant | null;
}

/** An audit for people: the machine, its daemons, their token errors, the credentials, and what deserves a look. */
export function auditText(audit: HostAudit, options: AuditTextOptions): string {
  const { paint, now, reportedAt } = options;
  const { host, service, machine, daemons, tokenErrors, credentials, findings } = audit;
  const at = { paint, now };
  return [
    `${paint.bold(host)}  ${serviceText(service, at)}`,
    ...(reportedAt === null ? [] : [auditRow('seen', seenText(audit, { now, reportedAt }))]),
    ...machineLines(machine),
    ...section('daemons', { paint, lines: daemons.flatMap((daemon) => daemonLines(daemon, at)) }),
    ...section('token errors of the last 24 hours', {
      paint,
      lines: tokenErrors.flatMap((trouble) => tokenErrorLines(trouble, at)),
    }),
    ...section('credentials', {
      paint,
      empty: service.running ? 'none' : 'not known, because nothing that keeps them runs',
      lines: credentials.flatMap((credential) => credentialLines(credential, at)),
    }),
    ...findingLines(findings, paint),
    ...omittedLines(audit.omitted),
  ].join('\n');
}

function serviceText(
  { name, running, since, version }: ServiceFacts,
  { paint, now }: Pick<AuditTextOptions, 'paint' | 'now'>,
): string {
  if (!running) return paint.yellow(`${name} does not run`);
  const age = since === null ? '' : `, running for ${formatSpan(now - since)}`;
  return `${[name, version].filter(Boolean).join(' ')}${age}`;
}

function seenText({ at }: HostAudit, { now, reportedAt }: { now: Instant; reportedAt: Instant }): string {
  return `${formatSpan(now - at)} ago, in its report of ${formatSpan(now - reportedAt)} ago`;
}

function section(
  title: string,
  { paint, lines, empty = 'none' }: { paint: Paint; lines: readonly string[]; empty?: string },
): readonly string[] {
  return ['', ...(lines.length > 0 ? [paint.bold(title), ...lines] : [`${paint.bold(title)}: ${empty}`])];
}

function findingLines(findings: readonly AuditFinding[], paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    ...findings.flatMap(({ code, message, remedy }) => [
      paint.yellow(`! ${code}: ${message}`),
      `  next: ${remedy}`,
    ]),
  ];
}

function omittedLines(omitted: HostAudit['omitted'] = {}): readonly string[] {
  const lists = AUDIT_LISTS.flatMap((list) => (omitted[list] ? `${omitted[list]} ${NAMES[list]}` : []));
  return lists.length === 0 ? [] : ['', `left out, so that the report keeps its size: ${lists.join(', ')}`];
}

const NAMES: Readonly<Record<AuditList, string>> = {
  daemons: 'daemons',
  tokenErrors: 'token errors',
  credentials: 'credentials',
  findings: 'findings',
};
