import { affectedBy } from '../config/affected.ts';
import type { Declaration } from '../config/declaration.ts';
import type { GrantDeclaration } from '../config/grant-declaration.ts';
import { needsNoConsent } from '../config/grant-kinds.ts';
import type { DeliveryTrouble } from '../delivery/delivery-trouble.ts';
import { ENDS_BY_POLICY, type Forecast, forecast } from '../forecast/forecast.ts';
import type { GrantState } from '../grant/state.ts';
import type { ClientProfile } from '../issuer/generic.ts';
import { DAY, type Instant, type Milliseconds, SECOND } from '../time.ts';
import { likelyCauses } from '../verdict/likely-causes.ts';
import type { ReasonName } from '../verdict/reasons.ts';
import type { LikelyCause } from '../verdict/verdict.ts';
import { conditionOf } from './condition.ts';
import type { Condition, Incident } from './incident.ts';
import { type IncidentPorts, keepTold, type Telling } from './keep-told.ts';

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
  readonly #telling: Milliseconds;

  /** @param options.telling as `decideIncident` has it; 0, the default, where one process looks after a grant */
  constructor(
    declaration: Declaration,
    ports: IncidentPorts,
    { telling = 0 }: { telling?: Milliseconds } = {},
  ) {
    this.#declaration = declaration;
    this.#ports = ports;
    this.#telling = telling;
  }

  /** The open incident of a grant, if there is one. */
  async open(grant: string): Promise<Incident | null> {
    const stored = await this.#ports.ledger.read('incident', grant);
    return stored && stored.item.closedAt === null ? stored.item : null;
  }

  /** Brings the incident in line with the grant, and people with both. */
  async attend(patient: Patient): Promise<Telling> {
    const { name } = patient.grant;
    return await keepTold(this.#ports, {
      id: name,
      name,
      deployment: this.#declaration.deployment,
      condition: this.#conditionOf(patient),
      telling: this.#telling,
    });
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
