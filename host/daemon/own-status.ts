import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import type { HostFinding } from '../../core/host/host-report.ts';
import type { Ledger } from '../../core/ports.ts';
import type {
  AgentTokenStatus,
  CredentialStatus,
  DeliveryStatus,
  StatusDocument,
} from '../../core/status.ts';
import { type Instant, isoOrNull, SECOND, toIso } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import { daemonStatus } from '../broker/daemon-status.ts';
import type { Deliveries } from '../broker/deliveries.ts';
import { deliveryStatus } from '../broker/delivery-status.ts';
import { tokenSocketStatus } from '../broker/token-socket-status.ts';
import type { CredentialRefusal, CredentialViews } from './credential-views.ts';

export interface OwnStatusParts {
  readonly declaration: Declaration;
  readonly views: CredentialViews;
  readonly deliveries: Deliveries;
  readonly ledger: Ledger;
  readonly startedAt: Instant;
  readonly findings: () => readonly HostFinding[];
  readonly now: () => Instant;
}

/**
 * How this host is, in the form in which a broker says it. Of a grant a host knows its token; everything else is known where
 * the grant is kept, and is null here.
 */
export async function ownStatus(parts: OwnStatusParts): Promise<StatusDocument> {
  const { declaration, ledger, startedAt, findings, now } = parts;
  return {
    schema: 1,
    at: toIso(now()),
    deployment: declaration.deployment,
    broker: { running: true, pid: process.pid, since: toIso(startedAt), version: VERSION },
    tokenSocket: await tokenSocketStatus(declaration, { running: true }),
    credentials: await Promise.all(
      [...declaration.grants.values()].map((grant) => grantStatus(grant, parts)),
    ),
    apiKeys: [],
    signingKeys: [],
    agentTokens: await Promise.all(
      [...declaration.agentTokens.keys()].map((name) => agentStatus(name, parts)),
    ),
    daemons: await Promise.all(
      [...declaration.daemons.values()].map((daemon) => daemonStatus(daemon, ledger)),
    ),
    hosts: [],
    findings: findings(),
  };
}

async function grantStatus(grant: GrantDeclaration, parts: OwnStatusParts): Promise<CredentialStatus> {
  const { state, generation, fingerprint, expiresAt } = parts.views.view(grant.name);
  const refusal = parts.views.refusal(grant.name);
  const now = parts.now();
  return {
    name: grant.name,
    kind: 'grant',
    standing: false,
    state,
    issuer: 'client' in grant ? grant.client.name : grant.kind,
    account: null,
    scopes: grant.scopes,
    generation,
    fingerprint,
    expiresAt: isoOrNull(expiresAt),
    secondsLeft: secondsLeft(expiresAt, now),
    refreshAt: null,
    consentedAt: null,
    forecast: { endsAt: null, basis: 'unknown', because: 'a host knows tokens and no grants' },
    lastVerdict: refusal ? verdict(refusal) : null,
    consecutiveFailures: 0,
    deliveries: await deliveriesOf(grant.name, parts),
    incident: null,
  };
}

function verdict({ reason, message, at }: CredentialRefusal): CredentialStatus['lastVerdict'] {
  return { class: 'permanent_reauth', reason, message, at: toIso(at) };
}

async function agentStatus(name: string, parts: OwnStatusParts): Promise<AgentTokenStatus> {
  const spec = parts.declaration.agentTokens.get(name);
  const { generation, fingerprint, expiresAt } = parts.views.view(name);
  return {
    name,
    kind: 'agentToken',
    state: fingerprint === null ? 'noToken' : 'healthy',
    key: spec?.key.name ?? '',
    issuer: spec?.key.issuer ?? '',
    subject: spec?.subject ?? name,
    audience: spec?.audience ?? [],
    renew: spec?.renew ?? 'onUse',
    generation,
    fingerprint,
    jti: null,
    kid: null,
    issuedAt: null,
    expiresAt: isoOrNull(expiresAt),
    secondsLeft: secondsLeft(expiresAt, parts.now()),
    renewAt: null,
    lastUsedAt: null,
    deliveries: await deliveriesOf(name, parts),
    incident: null,
  };
}

async function deliveriesOf(
  credential: string,
  { deliveries, now }: OwnStatusParts,
): Promise<readonly DeliveryStatus[]> {
  const records = await deliveries.records(credential);
  return records.map((found) => deliveryStatus({ ...found, now: now() }));
}

function secondsLeft(expiresAt: Instant | null, now: Instant): number | null {
  return expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / SECOND));
}
