import type { EventType } from '../event.ts';
import type { Alert, Announce, Clock, Ledger, Random } from '../ports.ts';
import { MINUTE, type Milliseconds, toIso } from '../time.ts';
import { decideIncident } from './decide-incident.ts';
import type { Condition, Incident, IncidentNotice } from './incident.ts';

export interface IncidentPorts {
  readonly ledger: Ledger;
  readonly alert: Alert;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly random: Random;
}

/** Whom people are to be kept told of. */
export interface Subject {
  /** Id of its incident in the ledger. */
  readonly id: string;
  readonly name: string;
  /** Absent: a grant. */
  readonly kind?: Incident['kind'];
  readonly deployment: string;
  /** What is wrong now; null: nothing. */
  readonly condition: Condition | null;
  /** As `decideIncident` has it. */
  readonly telling?: Milliseconds;
}

/** How long telling people may take whoever opened an incident, where several programs look at the same time. */
export const TELLING: Milliseconds = MINUTE;

/** `told`: people have what there was to tell. `elsewhere`: somebody else is about to tell them, and may yet fail to. */
export type Telling = 'told' | 'elsewhere';

/**
 * Brings the incident of a subject in line with how it is. The record is written before and after telling people, so
 * that a crash in between repeats a message rather than losing it.
 *
 * @throws what the ledger and the alert throw
 */
export async function keepTold(ports: IncidentPorts, subject: Subject): Promise<Telling> {
  const { ledger, clock, random } = ports;
  const { id, name, kind, deployment, condition, telling } = subject;
  const stored = await ledger.read('incident', id);
  const decision = decideIncident({
    stored: stored?.item ?? null,
    condition,
    now: clock.now(),
    grant: name,
    ...(kind && { kind }),
    deployment,
    newId: random.id(),
    ...(telling !== undefined && { telling }),
  });
  const { next, notice } = decision.kind === 'none' ? { ...decision, notice: undefined } : decision;
  if (next && next !== stored?.item) {
    const write = { seen: stored?.revision ?? 0, item: next };
    if (!(await ledger.replace('incident', id, write))) return 'elsewhere';
  }
  if (notice) await tell(ports, { id, notice });
  return notice || next?.notifiedAt !== null || next.closedAt !== null ? 'told' : 'elsewhere';
}

async function tell(ports: IncidentPorts, { id, notice }: { id: string; notice: IncidentNotice }) {
  const { ledger, alert, announce } = ports;
  announce.event(eventOf(notice));
  await alert.notify(notice);
  const stored = await ledger.read('incident', id);
  if (stored?.item.id !== notice.incident.id) return;
  await ledger.replace('incident', id, { seen: stored.revision, item: notice.incident });
}

function eventOf({ kind, at, incident }: IncidentNotice) {
  const { reason, message, severity, remedy, worksUntil, affected } = incident.condition;
  return {
    schema: 1,
    at,
    type: EVENT_OF[kind],
    ...(incident.kind === undefined && { credential: incident.grant }),
    reason,
    message,
    details: {
      ...(incident.kind !== undefined && { [incident.kind]: incident.grant }),
      severity,
      remedy,
      affected: affected.join(', '),
      worksUntil: worksUntil === null ? null : toIso(worksUntil),
    },
  } as const;
}

const EVENT_OF: Record<IncidentNotice['kind'], EventType> = {
  opened: 'incidentOpened',
  worsened: 'incidentOpened',
  reminder: 'incidentReminded',
  closed: 'incidentClosed',
};
