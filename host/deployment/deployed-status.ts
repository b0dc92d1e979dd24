import { queueName } from '../../adapters/sqs/queue-name.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { isFault } from '../../core/fault.ts';
import { knownIssuer } from '../../core/grant/known-issuer.ts';
import { type GrantState, NO_GRANT } from '../../core/grant/state.ts';
import { grantSecret } from '../../core/grant/version-ids.ts';
import { hostStatus } from '../../core/host/host-status.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { unaskedProfile } from '../../core/issuer/profile.ts';
import type { CredentialStatus, DeliveryStatus, HostStatus, StatusDocument } from '../../core/status.ts';
import { type Instant, toIso } from '../../core/time.ts';
import { functionLogGroup, functionName, secretName } from '../../core/wire.ts';
import { type AgentTokenLook, agentTokenStatus } from '../broker/agent-token-status.ts';
import { credentialStatus } from '../broker/credential-status.ts';
import { type DeliveryLook, deliveryStatus } from '../broker/delivery-status.ts';
import { signingKeyStatus } from '../broker/signing-key-status.ts';
import type { Deployment } from './open-deployment.ts';

type Finding = StatusDocument['findings'][number];

export interface DeployedStatusParts {
  readonly declaration: Declaration;
  readonly deployment: Deployment;
  readonly lastBeat: () => Promise<Instant | null>;
}

/**
 * How a deployment in AWS is, by its ledger; asks no issuer. What is wrong with one grant's records is a finding and
 * hides no other grant. Daemons run on their hosts, which report.
 *
 * @throws Fault of AWS when the ledger cannot be read
 */
export async function deployedStatus(parts: DeployedStatusParts): Promise<StatusDocument> {
  const { declaration, deployment } = parts;
  const findings: Finding[] = [];
  const find = (finding: Finding) => void findings.push(finding);
  const credentials: CredentialStatus[] = [];
  for (const grant of declaration.grants.values())
    credentials.push(await statusOf(grant, { deployment, find }));
  const beat = await beatOf(parts, find);
  const look = signedLook({ deployment, find });
  return {
    schema: 1,
    at: toIso(deployment.ports.clock.now()),
    deployment: deployment.name,
    broker: {
      running: beat !== null,
      function: functionName(deployment.name, 'refresh'),
      lastBeatAt: beat === null ? null : toIso(beat),
    },
    tokenSocket: null,
    credentials,
    apiKeys: [],
    signingKeys: await statusOfEach(declaration.signingKeys, (key) => signingKeyStatus(key, look)),
    agentTokens: await statusOfEach(declaration.agentTokens, (token) => agentTokenStatus(token, look)),
    daemons: [],
    hosts: await hostsOf(declaration, { deployment, find }),
    findings,
  };
}

async function hostsOf({ hosts }: Declaration, { deployment, find }: Look): Promise<readonly HostStatus[]> {
  const now = deployment.ports.clock.now();
  const looks = [...hosts.values()].map(async (host) => {
    try {
      return hostStatus(host, (await deployment.ledger.read('host', host.name))?.item, now);
    } catch (error) {
      if (!isFault(error) || !OF_ONE_ITEM.has(error.code)) throw error;
      find(asFinding(error, host.name));
      return hostStatus(host, undefined, now);
    }
  });
  return await Promise.all(looks);
}

async function statusOfEach<T, S>(
  declared: ReadonlyMap<string, T>,
  statusOf: (one: T) => Promise<S>,
): Promise<readonly S[]> {
  const found: S[] = [];
  for (const one of declared.values()) found.push(await statusOf(one));
  return found;
}

/** Signing keys and agents' tokens are looked at as on a machine; what they are delivered to is queues. */
function signedLook(look: Look): AgentTokenLook {
  const { ports } = look.deployment;
  return {
    ports,
    incidents: { open: (name) => openIncident(name, look) },
    deliveries: { records: (name) => placesOf(name, look) },
  };
}

async function openIncident(name: string, { deployment }: Look): Promise<Incident | null> {
  const incident = (await deployment.ledger.read('incident', name))?.item;
  return incident?.closedAt === null ? incident : null;
}

interface Look {
  readonly deployment: Deployment;
  readonly find: (finding: Finding) => void;
}

async function statusOf(grant: GrantDeclaration, look: Look): Promise<CredentialStatus> {
  const { clock } = look.deployment.ports;
  return credentialStatus(grant, {
    state: await stateOf(grant.name, look),
    profile: knownIssuer(grant, unaskedProfile),
    incident: await openIncident(grant.name, look),
    deliveries: await deliveriesOf(grant.name, look),
    now: clock.now(),
  });
}

async function stateOf(grant: string, { deployment, find }: Look): Promise<GrantState> {
  try {
    const stored = await deployment.ledger.read('grant', grant);
    if (!stored) await findLostItem(grant, { deployment, find });
    return stored?.item ?? NO_GRANT;
  } catch (error) {
    if (!isFault(error) || !OF_ONE_ITEM.has(error.code)) throw error;
    find(asFinding(error, grant));
    return NO_GRANT;
  }
}

const OF_ONE_ITEM: ReadonlySet<string> = new Set(['StateDamaged', 'StateFromOtherVersion']);

/** A grant that nobody consented to has no item and no value; a value without an item was in force once. */
async function findLostItem(grant: string, { deployment, find }: Look): Promise<void> {
  try {
    const stored = await deployment.secrets.versions(grantSecret(grant));
    if (stored.length === 0) return;
    find({
      code: 'LedgerItemMissing',
      message: `the ledger has no item of grant ${grant}, and secret ${secretName(deployment.name, grantSecret(grant))} holds a value: the item was lost`,
      remedy: `evergrant refresh ${grant}: the function makes it anew from the newest value that it can read`,
    });
  } catch (error) {
    if (!isFault(error)) throw error;
    find(asFinding(error, grant));
  }
}

async function deliveriesOf(grant: string, look: Look): Promise<readonly DeliveryStatus[]> {
  const now = look.deployment.ports.clock.now();
  return (await placesOf(grant, look)).map((found) => deliveryStatus({ ...found, now }));
}

/** The queues that are told of a credential's tokens, with their records. */
async function placesOf(
  name: string,
  { deployment, find }: Look,
): Promise<readonly Omit<DeliveryLook, 'now'>[]> {
  try {
    const records = await deployment.deliveries.records(name);
    return records.map(({ place, record }) => ({
      place: { sink: place.sink, target: `queue ${queueName(place.queueUrl)}`, within: 0 },
      record,
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    find(asFinding(error, name));
    return [];
  }
}

/** Silence is told and not taken for death: log lines come late, and whoever asks may not read them. */
async function beatOf(
  { deployment, lastBeat }: DeployedStatusParts,
  find: Look['find'],
): Promise<Instant | null> {
  const logGroup = functionLogGroup(deployment.name, 'refresh');
  try {
    const beat = await lastBeat();
    if (beat === null)
      find({
        code: 'HeartbeatMissing',
        message: `function ${functionName(deployment.name, 'refresh')} did not beat within the last 5 minutes`,
        remedy: `aws logs tail ${logGroup} --since 1h`,
      });
    return beat;
  } catch (error) {
    if (!isFault(error)) throw error;
    find(asFinding(error));
    return null;
  }
}

function asFinding(
  { code, message, remedy = '' }: { code: string; message: string; remedy?: string | undefined },
  grant?: string,
): Finding {
  return { code, message: grant === undefined ? message : `${grant}: ${message}`, remedy };
}
