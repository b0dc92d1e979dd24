import { type Instant, isoOrNull, toIso } from '../time.ts';
import type { DaemonAudit, HostAudit, TokenErrors } from './host-audit.ts';

/**
 * What `evergrant audit --json` prints: an audit with its instants as ISO 8601 text. Nothing in it is secret. Fields are only
 * ever added.
 *
 * @param reported `reportedAt`: when the host reported it; null: it was gathered just now
 */
export function auditDocument(audit: HostAudit, reported: { reportedAt: Instant | null }) {
  const { service, machine, daemons, tokenErrors, credentials, findings, omitted = {} } = audit;
  return {
    schema: audit.schema,
    at: toIso(audit.at),
    reportedAt: isoOrNull(reported.reportedAt),
    host: audit.host,
    service: { ...service, since: isoOrNull(service.since) },
    machine,
    daemons: daemons.map(daemonOf),
    tokenErrors: tokenErrors.map(troubleOf),
    credentials,
    findings,
    omitted,
  };
}

function daemonOf({ unit, supervision, ...daemon }: DaemonAudit) {
  return {
    ...daemon,
    unit: unit && { ...unit, activeSince: isoOrNull(unit.activeSince) },
    supervision: supervision && {
      ...supervision,
      since: isoOrNull(supervision.since),
      nextRunAt: isoOrNull(supervision.nextRunAt),
      lastRun: supervision.lastRun && {
        ...supervision.lastRun,
        endedAt: toIso(supervision.lastRun.endedAt),
      },
    },
  };
}

function troubleOf({ lastAt, ...trouble }: TokenErrors) {
  return { ...trouble, lastAt: toIso(lastAt) };
}
