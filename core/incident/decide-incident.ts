import { DAY, type Instant, type Milliseconds } from '../time.ts';
import type { Condition, Incident, IncidentNotice } from './incident.ts';

/** What is known of a grant's incident at one look. */
export interface IncidentInput {
  /** The ledger item; null: there never was an incident. */
  readonly stored: Incident | null;
  /** What is wrong now; null: nothing. */
  readonly condition: Condition | null;
  readonly now: Instant;
  readonly grant: string;
  /** Absent: a grant. */
  readonly kind?: Incident['kind'];
  readonly deployment: string;
  /** Id of the incident, should one be opened. */
  readonly newId: string;
  /**
   * For how long whoever opened an incident is taken to be about to tell people of it; nobody else does meanwhile.
   * @default 0: nobody else looks at the same time
   */
  readonly telling?: Milliseconds;
}

/**
 * What to do about it. `next` is stored first. Then `notice`, if there is one, is sent; once a channel took it,
 * `notice.incident` is stored. While none takes it the same notice falls due at every look, and a broker that dies
 * between sending and storing sends it twice rather than never.
 */
export type IncidentDecision =
  /** Nothing to tell. `next` is `stored` itself when nothing changed. */
  | { readonly kind: 'none'; readonly next: Incident | null }
  | { readonly kind: 'open' | 'worsen' | 'remind'; readonly next: Incident; readonly notice: IncidentNotice }
  /** Without a notice when nobody was ever told that it opened. */
  | { readonly kind: 'close'; readonly next: Incident; readonly notice?: IncidentNotice };

/**
 * Keeps people told of one grant: one message when its incident opens, one each time a warning becomes critical, one
 * for every day (or stage) that it stays open, one when it closes. Another reason of the same severity changes the incident
 * silently, and so does a severity that falls.
 */
export function decideIncident(input: IncidentInput): IncidentDecision {
  const { stored, condition } = input;
  if (condition)
    return stored?.closedAt === null ? goOn(stored, { condition, input }) : open(condition, input);
  if (!stored || (stored.closedAt !== null && stored.closeNotified)) return { kind: 'none', next: stored };
  return close(stored, input);
}

function open(condition: Condition, input: IncidentInput): IncidentDecision {
  const next: Incident = {
    schema: 1,
    id: input.newId,
    grant: input.grant,
    ...(input.kind && { kind: input.kind }),
    condition,
    openedAt: input.now,
    notifiedAt: null,
    closedAt: null,
    closeNotified: false,
  };
  return { kind: 'open', next, notice: notice('opened', { told: next, input }) };
}

function goOn(stored: Incident, at: { condition: Condition; input: IncidentInput }): IncidentDecision {
  const { condition, input } = at;
  const told = { ...stored, condition };
  const next = sameCondition(stored.condition, condition) ? stored : told;
  if (stored.notifiedAt === null) {
    if (Math.abs(input.now - stored.openedAt) < (input.telling ?? 0)) return { kind: 'none', next: stored };
    return { kind: 'open', next, notice: notice('opened', { told, input }) };
  }
  if (stored.condition.severity === 'warning' && condition.severity === 'critical') {
    // The item has no other place for "not yet told": its severity rises when people have heard of it.
    const untold = { ...told, condition: { ...condition, severity: stored.condition.severity } };
    return { kind: 'worsen', next: untold, notice: notice('worsened', { told, input }) };
  }
  if (reminderDue(stored.notifiedAt, { condition, now: input.now }))
    return { kind: 'remind', next, notice: notice('reminder', { told, input }) };
  return { kind: 'none', next };
}

function reminderDue(notifiedAt: Instant, at: { condition: Condition; now: Instant }): boolean {
  const { stageAt } = at.condition;
  return stageAt === null ? at.now - notifiedAt >= DAY : notifiedAt < stageAt;
}

function close(stored: Incident, input: IncidentInput): IncidentDecision {
  const closed: Incident = { ...stored, closedAt: stored.closedAt ?? input.now };
  if (stored.notifiedAt === null) return { kind: 'close', next: { ...closed, closeNotified: true } };
  const incident = { ...closed, closeNotified: true };
  return {
    kind: 'close',
    next: closed,
    notice: { kind: 'closed', at: input.now, deployment: input.deployment, incident },
  };
}

function notice(
  kind: 'opened' | 'worsened' | 'reminder',
  { told, input }: { told: Incident; input: IncidentInput },
): IncidentNotice {
  const incident = { ...told, notifiedAt: input.now };
  return { kind, at: input.now, deployment: input.deployment, incident };
}

/** Conditions are plain data built in one place, so their keys come in one order. */
function sameCondition(left: Condition, right: Condition): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
