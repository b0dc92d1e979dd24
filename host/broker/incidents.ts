import { affectedBy } from '../../core/config/affected.ts';
import type { Declaration, GrantDeclaration } from '../../core/config/declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import type { DeliveryTrouble } from '../../core/delivery/delivery-trouble.ts';
import type { EventType } from '../../core/event.ts';
import { ENDS_BY_POLICY, type Forecast, forecast } from '../../core/forecast/forecast.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { conditionOf } from '../../core/incident/condition.ts';
import { decideIncident } from '../../core/incident/decide-incident.ts';
import type { Condition, Incident, IncidentNotice } from '../../core/incident/incident.ts';
import type { ClientProfile } from '../../core/issuer/generic.ts';
import type { Alert, Announce, Clock, Ledger, Random } from '../../core/ports.ts';
import { DAY, type Instant, SECOND, toIso } from '../../core/time.ts';
import { likelyCauses } from '../../core/verdict/likely-causes.ts';
import type { ReasonName } from '../../core/verdict/reasons.ts';
import type { LikelyCause } from '../../core/verdict/verdict.ts';

export interface IncidentPorts {
  readonly ledger: Ledger;
  readonly alert: Alert;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly random: Random;
}

/** A grant as its incident sees it. */
export interface Patient {
  readonly grant: GrantDeclaration;
  readonly state: GrantState;
  /** Undefined while the issuer's discovery document could not be fetched. */
  readonly profile: ClientProfile | undefined;
  /** Issuer's time. */
  readonly now: Instant;
  readonly evidence: readonly string[];
  readonly deliveryTroubles: readonly DeliveryTrouble[];
}

/** Opens, reminds of and closes the one incident of each grant. */
export class Incidents {
  readonly #ports: IncidentPorts;
  readonly #declaration: Declaration;

  constructor(declaration: Declaration, ports: IncidentPorts) {
    this.#declaration = declaration;
    this.#ports = ports;
  }

  /** The open incident of a grant, if there is one. */
  async open(grant: string): Promise<Incident | null> {
    const stored = await this.#ports.ledger.read('incident', grant);
    return stored && stored.item.closedAt === null ? stored.item : null;
  }

  /**
   * Brings the incident in line with the grant. The record is written before and after telling people, so that a crash
   * in between repeats a message rather than losing it.
   */
  async attend(patient: Patient): Promise<void> {
    await this.bring({ name: patient.grant.name, condition: this.#conditionOf(patient) });
  }

  /** As {@link attend}, for a credential whose condition is known. */
  async bring(about: { name: string; kind?: 'apiKey'; condition: Condition | null }): Promise<void> {
    const { ledger, clock, random } = this.#ports;
    const { name, kind, condition } = about;
    const stored = await ledger.read('incident', name);
    const decision = decideIncident({
      stored: stored?.item ?? null,
      condition,
      now: clock.now(),
      grant: name,
      ...(kind && { kind }),
      deployment: this.#declaration.deployment,
      newId: random.id(),
    });
    const { next, notice } = decision.kind === 'none' ? { ...decision, notice: undefined } : decision;
    if (next && next !== stored?.item) {
      if (!(await ledger.replace('incident', name, { seen: stored?.revision ?? 0, item: next }))) return;
    }
    if (notice) await this.#tell(notice);
  }

  async #tell(notice: IncidentNotice): Promise<void> {
    const { ledger, alert, announce } = this.#ports;
    const { incident } = notice;
    const { reason, message, severity, remedy, worksUntil, affected } = incident.condition;
    announce.event({
      schema: 1,
      at: notice.at,
      type: EVENT_OF[notice.kind],
      credential: incident.grant,
      reason,
      message,
      details: {
        severity,
        remedy,
        affected: affected.join(', '),
        worksUntil: worksUntil === null ? null : toIso(worksUntil),
      },
    });
    await alert.notify(notice);
    const stored = await ledger.read('incident', incident.grant);
    if (stored?.item.id !== incident.id) return;
    await ledger.replace('incident', incident.grant, { seen: stored.revision, item: incident });
  }

  #conditionOf({ grant, state, profile, now, evidence, deliveryTroubles }: Patient): Condition | null {
    const { sinks, daemons } = affectedBy(this.#declaration, grant.name);
    return conditionOf({
      grant: grant.name,
      state,
      now,
      forecast: forecastOf({ grant, state, profile }),
      warnBefore: grant.warnBefore,
      affected: [...daemons.map(({ name }) => name), ...sinks.map(({ name }) => name)],
      evidence,
      deliveryTroubles,
      causes: state.latch?.reason === UNEXPLAINED ? this.#causesOf({ grant, state, profile, now }) : [],
    });
  }

  #causesOf(at: Pick<Patient, 'grant' | 'state' | 'profile' | 'now'>): readonly LikelyCause[] {
    const { consentedAt, lastUsedAt, scopes } = at.state;
    const publishingStatus = publishingStatusOf(at.grant);
    const intervals = affectedBy(this.#declaration, at.grant.name).daemons.flatMap((daemon) =>
      daemon.kind === 'supervised' && daemon.schedule.kind === 'every'
        ? [daemon.schedule.interval / SECOND]
        : [],
    );
    return likelyCauses(at.profile?.name ?? 'generic', {
      scopes,
      ...(publishingStatus && { publishingStatus }),
      ...(consentedAt !== null && { ageDays: (at.now - consentedAt) / DAY }),
      ...(lastUsedAt !== null && { lastUsedDaysAgo: (at.now - lastUsedAt) / DAY }),
      ...(intervals.length > 0 && { runsEverySeconds: Math.min(...intervals) }),
    });
  }
}

/** When the grant will end, as far as its issuer is known by now. */
export function forecastOf({
  grant,
  state,
  profile,
}: Pick<Patient, 'grant' | 'state' | 'profile'>): Forecast {
  if (needsNoConsent(grant)) return ENDS_BY_POLICY;
  return forecast({
    consentedAt: state.consentedAt,
    lastUsedAt: state.lastUsedAt,
    refreshTokenExpiresAt: state.refreshTokenExpiresAt,
    scopes: grant.scopes,
    publishingStatus: publishingStatusOf(grant),
    lifeRules: profile?.lifeRules ?? [],
    rotation: profile?.rotation ?? { kind: 'unknown' },
  });
}

function publishingStatusOf(grant: GrantDeclaration) {
  return grant.kind === 'consent' ? grant.client.publishingStatus : undefined;
}

/** The one reason for which an issuer gives no cause. */
const UNEXPLAINED: ReasonName = 'GrantRefused';

const EVENT_OF: Record<IncidentNotice['kind'], EventType> = {
  opened: 'incidentOpened',
  worsened: 'incidentOpened',
  reminder: 'incidentReminded',
  closed: 'incidentClosed',
};
