import { recentEntries } from '../../adapters/journal/recent-entries.ts';
import { recentLines } from '../../adapters/log-files/recent-lines.ts';
import { machineFacts } from '../../adapters/machine/machine-facts.ts';
import { unitFacts } from '../../adapters/units/unit-facts.ts';
import { auditFindings } from '../../core/audit/audit-findings.ts';
import { credentialAudits } from '../../core/audit/credential-audits.ts';
import { daemonAudit } from '../../core/audit/daemon-audit.ts';
import type { HostAudit, LinesState, LogFacts, ServiceFacts } from '../../core/audit/host-audit.ts';
import { supervision } from '../../core/audit/supervision.ts';
import { lineTimes, type TimedLine } from '../../core/audit/timed-line.ts';
import { isTrouble, tokenErrors } from '../../core/audit/token-errors.ts';
import type { DaemonDeclaration, ExternalDaemon } from '../../core/config/daemon-declaration.ts';
import type { RunEnd } from '../../core/daemon/run-history.ts';
import type { Ledger } from '../../core/ports.ts';
import type { StatusDocument } from '../../core/status.ts';
import { DAY, type Instant } from '../../core/time.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import { supervisorState } from '../supervisor/supervisor-state.ts';

export interface GatherAuditOptions {
  /** Name of the host. */
  readonly host: string;
  /** What keeps the credentials here. */
  readonly service: ServiceFacts['name'];
  readonly daemons: Iterable<DaemonDeclaration>;
  /** The records of daemons. */
  readonly ledger: Pick<Ledger, 'read'>;
  /** Below it lie the locks of supervisors. */
  readonly locks: string;
  /** How the credentials are. */
  readonly status: AuditedStatus;
  /** Whose disks are told of. */
  readonly paths: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
}

/** What an audit takes from a status. */
export type AuditedStatus = Pick<
  StatusDocument,
  'broker' | 'credentials' | 'apiKeys' | 'signingKeys' | 'agentTokens' | 'findings'
>;

/** Looks at this machine and what runs on it, and changes nothing. What cannot be read is left out. */
export async function gatherAudit(options: GatherAuditOptions): Promise<HostAudit> {
  const { host, status, paths, now } = options;
  const seen = [];
  // One after the other: an audit must not be what the machine is short of.
  for (const daemon of options.daemons) seen.push(await lookAt(daemon, options));
  const machine = await machineFacts(paths);
  const service = serviceOf(options);
  const daemons = seen.map(({ daemon, ...look }) => daemonAudit(daemon, { ...look, now }));
  const histories = new Map(seen.map(({ daemon, history }) => [daemon.name, history ?? []]));
  return {
    schema: 1,
    at: now,
    host,
    service,
    machine,
    daemons,
    tokenErrors: tokenErrors(
      seen.map(({ daemon, lines, history }) => ({
        daemon: daemon.name,
        grant: onlyGrantOf(daemon),
        lines,
        history: history ?? [],
      })),
      { since: now - DAY, judge: judgeLine },
    ),
    credentials: credentialAudits(status),
    findings: [...auditFindings({ service, machine, daemons, histories, now }), ...status.findings],
  };
}

function serviceOf({ service: name, status: { broker } }: GatherAuditOptions): ServiceFacts {
  return 'pid' in broker
    ? { name, running: broker.running, since: Date.parse(broker.since), version: broker.version }
    : { name, running: broker.running, since: null, version: null };
}

async function lookAt(daemon: DaemonDeclaration, options: GatherAuditOptions) {
  const { ledger, locks, environment, now } = options;
  if (daemon.kind === 'supervised') {
    const record = (await ledger.read('daemon', daemon.name))?.item;
    const history: readonly RunEnd[] | undefined = record && (record.history ?? []);
    const state = await supervisorState(daemon.name, { directory: locks, now });
    const seen = { unit: null, log: null, supervision: supervision(record, state), lines: [] };
    return { daemon, history, begun: record?.sessions, ...seen };
  }
  const { unit } = daemon;
  return {
    daemon,
    history: undefined,
    begun: undefined,
    unit: unit === undefined ? null : await unitFacts(unit, environment),
    supervision: null,
    ...(await tellingLines(daemon, options)),
  };
}

/** The lines of the last 24 hours that an audit counts; all others are forgotten at once. */
async function tellingLines(
  daemon: ExternalDaemon,
  { environment, now }: Pick<GatherAuditOptions, 'environment' | 'now'>,
): Promise<{ readonly log: LogFacts | null; readonly lines: readonly TimedLine[] }> {
  const { unit, log: path, sessions } = daemon;
  const begins = sessions?.begins;
  const lines: TimedLine[] = [];
  const onLine = (line: TimedLine) => {
    if (line.at < now - DAY) return;
    if ((begins !== undefined && line.text.includes(begins)) || isTrouble(judgeLine(line.text)))
      lines.push(line);
  };
  if (path !== undefined)
    return { log: { kind: 'file', name: path, state: await linesOfFile(path, onLine) }, lines };
  if (unit === undefined) return { log: null, lines };
  const state = await recentEntries(unit, { environment, onLine });
  return { log: { kind: 'journal', name: unit, state }, lines };
}

async function linesOfFile(path: string, onLine: (line: TimedLine) => void): Promise<LinesState> {
  let timeOf: ReturnType<typeof lineTimes> | undefined;
  return await recentLines(path, (text, writtenAt) => {
    timeOf ??= lineTimes(writtenAt);
    onLine({ at: timeOf(text), text });
  });
}

function onlyGrantOf({ uses, tokens }: DaemonDeclaration): string | undefined {
  const credentials = [...uses, ...tokens].map(({ token }) => token.credential);
  const [first, ...others] = new Set(credentials.map(({ name }) => name));
  return others.length === 0 ? first : undefined;
}
