import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import { asDeclared } from '../../core/grant/as-declared.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { CredentialStatus, StatusDocument } from '../../core/status.ts';
import { toIso } from '../../core/time.ts';
import { VERSION } from '../../core/version.ts';
import { agentTokenStatus } from './agent-token-status.ts';
import type { BrokerParts } from './broker-parts.ts';
import { credentialStatus } from './credential-status.ts';
import { daemonStatus } from './daemon-status.ts';
import { deliveryStatus } from './delivery-status.ts';
import { keyStatus } from './key-status.ts';
import { signingKeyStatus } from './signing-key-status.ts';
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
    credentials: await Promise.all([...declaration.grants.values()].map((grant) => statusOf(grant, parts))),
    apiKeys: await Promise.all([...declaration.apiKeys.values()].map((key) => keyStatus(key, parts))),
    signingKeys: await Promise.all(
      [...declaration.signingKeys.values()].map((key) => signingKeyStatus(key, parts)),
    ),
    agentTokens: await Promise.all(
      [...declaration.agentTokens.values()].map((token) => agentTokenStatus(token, parts)),
    ),
    daemons: await Promise.all(
      [...declaration.daemons.values()].map((daemon) => daemonStatus(daemon, ports.ledger)),
    ),
    hosts: [],
    findings: findings.list(),
  };
}

async function statusOf(grant: GrantDeclaration, parts: BrokerParts): Promise<CredentialStatus> {
  const now = parts.ports.clock.now();
  const records = await parts.deliveries.records(grant.name);
  const stored = await readGrant(parts.ports.ledger, grant.name);
  return credentialStatus(grant, {
    state: asDeclared(stored, needsNoConsent(grant)),
    profile: parts.contexts.known(grant),
    incident: await parts.incidents.open(grant.name),
    deliveries: records.map((found) => deliveryStatus({ ...found, now })),
    now,
  });
}
