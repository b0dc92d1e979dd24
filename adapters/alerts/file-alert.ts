import type { IncidentNotice } from '../../core/incident/incident.ts';
import { type IncidentLevel, incidentMessage } from '../../core/incident/message.ts';
import type { Alert } from '../../core/ports.ts';
import { toIso } from '../../core/time.ts';
import type { Reason } from '../../core/verdict/verdict.ts';
import { appendAlertRecord } from './append-record.ts';

/** One line of the alerts file about a grant. Instants are ISO 8601. Fields are only ever added. */
export interface IncidentRecord {
  readonly schema: 1;
  readonly at: string;
  readonly severity: IncidentLevel;
  readonly kind: IncidentNotice['kind'];
  readonly deployment: string;
  readonly grant: string;
  readonly incident: string;
  readonly title: string;
  readonly reason: Reason;
  readonly message: string;
  /** The next command to type. */
  readonly remedy: string;
  readonly causes: readonly { readonly cause: string; readonly evidence: string }[];
  readonly evidence: readonly string[];
  readonly affected: readonly string[];
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** When the last good token ends; null: not known. */
  readonly worksUntil: string | null;
  /** 0 when it is already over; null: not known. */
  readonly secondsLeft: number | null;
}

/** Appends a JSON record of every notice to a file. */
export function fileAlert(path: string): Alert {
  return { notify: (notice) => appendAlertRecord(path, incidentRecord(notice)) };
}

function incidentRecord(notice: IncidentNotice): IncidentRecord {
  const { incident, at } = notice;
  const { reason, message, remedy, causes, evidence, affected, worksUntil } = incident.condition;
  const { level, title } = incidentMessage(notice);
  return {
    schema: 1,
    at: toIso(at),
    severity: level,
    kind: notice.kind,
    deployment: notice.deployment,
    grant: incident.grant,
    incident: incident.id,
    title,
    reason,
    message,
    remedy,
    causes,
    evidence,
    affected,
    openedAt: toIso(incident.openedAt),
    closedAt: incident.closedAt === null ? null : toIso(incident.closedAt),
    worksUntil: worksUntil === null ? null : toIso(worksUntil),
    secondsLeft: worksUntil === null ? null : Math.max(0, Math.floor((worksUntil - at) / 1000)),
  };
}
