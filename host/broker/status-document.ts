import type { DaemonDeclaration, GrantDeclaration } from '../../core/config/declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import type { DaemonRecord } from '../../core/daemon/daemon-record.ts';
import { asDeclared } from '../../core/grant/as-declared.ts';
import { credentialState, type GrantState } from '../../core/grant/state.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { Ledger } from '../../core/ports.ts';
import { dueAt } from '../../core/refresh/next-look.ts';
import type { CredentialStatus, DaemonStatus, StatusDocument } from '../../core/status.ts';
import { type Instant, SECOND, toIso } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import type { BrokerParts } from './broker-parts.ts';
import { deliveryStatus } from './delivery-status.ts';
import { forecastOf } from './incidents.ts';
import { keyStatus } from './key-status.ts';
import { tokenSocketStatus } from './token-socket-status.ts';

/**
 * How everything is now, read from the ledger; asks no issuer.
 *
 * @param options `running`: false for a command that only holds the state directory for its own length
 */
export async function statusDocument(
  parts: BrokerParts,
  { running }: { running: boolean },
): Promise<StatusDocument> {
  const { declaration, machine, findings, ports } = parts;
  const { pid, since } = machine.lock.holder;
  return {
    schema: 1,
    at: toIso(ports.clock.now()),
    deployment: declaration.deployment,
    broker: running ? { running, pid, since: toIso(since), version: VERSION } : { running },
    tokenSocket: await tokenSocketStatus(declaration, { running }),
    credentials: await Promise.all(
      [...declaration.grants.values()].map((grant) => credentialStatus(grant, parts)),
    ),
    apiKeys: await Promise.all([...declaration.apiKeys.values()].map((key) => keyStatus(key, parts))),
    daemons: await Promise.all(
      [...declaration.daemons.values()].map((daemon) => daemonStatus(daemon, ports.ledger)),
    ),
    findings: findings.list(),
  };
}

async function credentialStatus(grant: GrantDeclaration, parts: BrokerParts): Promise<CredentialStatus> {
  const stored = await readGrant(parts.ports.ledger, grant.name);
  const state = asDeclared(stored, needsNoConsent(grant));
  const profile = parts.contexts.known(grant);
  const ends = forecastOf({ grant, state, profile });
  const incident = await parts.incidents.open(grant.name);
  const deliveries = await parts.deliveries.records(grant.name);
  const due = dueAt(state);
  const now = parts.ports.clock.now() + state.clockOffset;
  const { lastVerdict, expiresAt } = state;
  // A token that a resource refused is over, whatever its expiry says.
  const end =
    state.accessRefusedAt === null || expiresAt === null
      ? expiresAt
      : Math.min(expiresAt, state.accessRefusedAt);
  return {
    name: grant.name,
    kind: 'grant',
    standing: needsNoConsent(grant),
    state: credentialState(state),
    issuer: profile?.issuer ?? issuerName(grant),
    account: state.account ?? declaredAccount(grant),
    scopes: state.scopes,
    generation: state.settled?.generation ?? 0,
    fingerprint: state.fingerprint,
    expiresAt: isoOrNull(localTime(expiresAt, state)),
    secondsLeft: end === null ? null : Math.max(0, Math.floor((end - now) / SECOND)),
    refreshAt: isoOrNull(localTime(due === null ? null : Math.max(due, now), state)),
    consentedAt: isoOrNull(localTime(state.consentedAt, state)),
    forecast: { endsAt: isoOrNull(localTime(ends.endsAt, state)), basis: ends.basis, because: ends.because },
    lastVerdict: lastVerdict && { ...lastVerdict, at: toIso(lastVerdict.at) },
    consecutiveFailures: state.backoff?.failures ?? 0,
    deliveries: deliveries.map((found) => deliveryStatus({ ...found, now: parts.ports.clock.now() })),
    incident: incident && {
      severity: incident.condition.severity,
      reason: incident.condition.reason,
      message: incident.condition.message,
      remedy: incident.condition.remedy,
      openedAt: toIso(incident.openedAt),
    },
  };
}

async function daemonStatus({ name }: DaemonDeclaration, ledger: Ledger): Promise<DaemonStatus> {
  const record = (await ledger.read('daemon', name))?.item;
  const { lastRun } = record ?? {};
  return {
    name,
    state: record ? daemonState(record) : 'unknown',
    consecutiveFailures: record?.consecutiveFailures ?? 0,
    intervalSeconds: record ? record.interval / SECOND : null,
    nextRunAt: isoOrNull(record?.nextRunAt ?? null),
    lastRun: lastRun
      ? {
          kind: lastRun.kind,
          at: toIso(lastRun.endedAt),
          exitCode: lastRun.exitCode,
          reason: lastRun.verdict?.reason ?? null,
        }
      : null,
    limitsReached: record?.limitsReached ?? 0,
  };
}

function daemonState({ heldSince, consecutiveFailures, nextRunAt }: DaemonRecord): DaemonStatus['state'] {
  if (heldSince !== null) return 'held';
  if (nextRunAt === null) return 'running';
  return consecutiveFailures > 0 ? 'backingOff' : 'idle';
}

/** Whose access the declaration says that it is; null: it does not say. */
function declaredAccount(grant: GrantDeclaration): string | null {
  switch (grant.kind) {
    case 'consent':
      return grant.account ?? null;
    case 'service-account':
      return grant.subject ?? null;
    case 'aws-federation':
      return grant.federation.kind === 'declared' ? (grant.federation.serviceAccount ?? null) : null;
    case 'client-credentials':
      return null;
  }
}

function issuerName(grant: GrantDeclaration): string {
  if (!('client' in grant)) return 'google';
  const { base } = grant.client.issuer;
  if (base.kind === 'preset') return base.preset.name;
  return base.kind === 'discovery' ? base.url : new URL(base.tokenEndpoint).origin;
}

function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}

/** The ledger keeps the issuer's time; people read this machine's. */
function localTime(instant: Instant | null, { clockOffset }: GrantState): Instant | null {
  return instant === null ? null : instant - clockOffset;
}
