import { recentEntries } from '../../adapters/journal/recent-entries.ts';
import { recentLines } from '../../adapters/log-files/recent-lines.ts';
import { machineFacts } from '../../adapters/machine/machine-facts.ts';
import { unitFacts } from '../../adapters/units/unit-facts.ts';
import { auditFindings } from '../../core/audit/audit-findings.ts';
import { daemonAudit } from '../../core/audit/daemon-audit.ts';
import type { CredentialAudit, HostAudit } from '../../core/audit/host-audit.ts';
import { type TimedLine, timedLines } from '../../core/audit/timed-line.ts';
import { tokenErrors } from '../../core/audit/token-errors.ts';
import type { DaemonDeclaration } from '../../core/config/daemon-declaration.ts';
import type { RunEnd } from '../../core/daemon/run-history.ts';
import type { Ledger } from '../../core/ports.ts';
import type { StatusDocument } from '../../core/status.ts';
import { DAY, type Instant } from '../../core/time.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';

export interface GatherAuditOptions {
  /** Name of the host. */
  readonly host: string;
  readonly daemons: Iterable<DaemonDeclaration>;
  /** The records of daemons. */
  readonly ledger: Pick<Ledger, 'read'>;
  /** How the credentials are. */
  readonly status: StatusDocument;
  /** Whose disks are told of. */
  readonly paths: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
}

/** Looks at this machine and what runs on it, and changes nothing. What cannot be read is left out. */
export async function gatherAudit(options: GatherAuditOptions): Promise<HostAudit> {
  const { host, status, paths, now } = options;
  const seen = await Promise.all([...options.daemons].map((daemon) => lookAt(daemon, options)));
  const machine = await machineFacts(paths);
  const daemons = seen.map(({ daemon, ...look }) => daemonAudit(daemon, { ...look, now }));
  const histories = new Map(seen.map(({ daemon, history }) => [daemon.name, history ?? []]));
  return {
    schema: 1,
    at: now,
    host,
    machine,
    daemons,
    tokenErrors: tokenErrors(
      seen.map(({ daemon, lines, history }) => ({ daemon: daemon.name, lines, history: history ?? [] })),
      { since: now - DAY, judge: judgeLine },
    ),
    credentials: credentialsOf(status),
    findings: [...auditFindings({ machine, daemons, histories, now }), ...status.findings],
  };
}

async function lookAt(daemon: DaemonDeclaration, { ledger, environment, now }: GatherAuditOptions) {
  if (daemon.kind === 'supervised') {
    const record = (await ledger.read('daemon', daemon.name))?.item;
    const history: readonly RunEnd[] | undefined = record && (record.history ?? []);
    return { daemon, history, unit: null, lines: [] };
  }
  const { unit } = daemon;
  return {
    daemon,
    history: undefined,
    unit: unit === undefined ? null : await unitFacts(unit, environment),
    lines: (await linesOf(daemon, environment)).filter(({ at }) => at >= now - DAY),
  };
}

async function linesOf(
  { unit, log }: Extract<DaemonDeclaration, { kind: 'external' }>,
  environment: GatherAuditOptions['environment'],
): Promise<readonly TimedLine[]> {
  if (log === undefined) return unit === undefined ? [] : await recentEntries(unit, environment);
  const recent = await recentLines(log);
  return recent ? timedLines(recent.lines, recent.writtenAt) : [];
}

function credentialsOf({ credentials, apiKeys, agentTokens }: StatusDocument): readonly CredentialAudit[] {
  return [
    ...credentials.map(({ name, state, expiresAt, forecast }) => ({ name, state, expiresAt, forecast })),
    ...apiKeys.map(({ name, state, rotateAt }) => ({ name, state, expiresAt: rotateAt, forecast: null })),
    ...agentTokens.map(({ name, state, expiresAt }) => ({ name, state, expiresAt, forecast: null })),
  ];
}
