import { type TextStream, terminalAlert } from '../../adapters/alerts/terminal-alert.ts';
import { showAwsIdentity } from '../../adapters/aws-identity/aws-identity.ts';
import { readClientAuthentication } from '../../adapters/config-file/client-secret.ts';
import { readProof } from '../../adapters/config-file/read-proof.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { signer } from '../../adapters/signer/signer.ts';
import { discoverIssuer } from '../../adapters/token-endpoint/discovery.ts';
import { httpIssuer } from '../../adapters/token-endpoint/http-issuer.ts';
import { noteUse } from '../../core/agent-token/note-use.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import { GrantContexts } from '../../core/grant/grant-contexts.ts';
import { Incidents } from '../../core/incident/incidents.ts';
import type { Ports } from '../../core/ports.ts';
import type { Signer } from '../../core/signing-key/signer.ts';
import { alertChannels } from './alert-channels.ts';
import { Consents } from './consents.ts';
import { Deliveries } from './deliveries.ts';
import type { EventHub } from './event-hub.ts';
import type { Findings } from './findings.ts';
import type { Machine } from './open-machine.ts';
import { TokenDesk } from './token-desk.ts';

/** Everything that a broker is made of, wired once. */
export interface BrokerParts {
  readonly declaration: Declaration;
  readonly machine: Machine;
  readonly hub: EventHub;
  readonly findings: Findings;
  readonly ports: Ports;
  readonly signer: Signer;
  readonly contexts: GrantContexts;
  readonly deliveries: Deliveries;
  readonly incidents: Incidents;
  readonly consents: Consents;
  readonly desk: TokenDesk;
}

/** What the parts are made from. */
export interface PartSources {
  readonly declaration: Declaration;
  readonly machine: Machine;
  readonly hub: EventHub;
  readonly findings: Findings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where incidents are told beside the declared channels; left out: nowhere. */
  readonly terminal?: TextStream | undefined;
}

export function brokerParts({
  declaration,
  machine,
  hub,
  findings,
  environment,
  terminal,
}: PartSources): BrokerParts {
  const { ledger, secrets, spill, holder } = machine;
  const clock = systemClock;
  const send = { clock };
  const outside = { clock, digest: nodeDigest, random: systemRandom, announce: hub, ledger, secrets };
  const deliveries = new Deliveries(declaration, {
    ...outside,
    environment,
    used: async (name) => {
      if (declaration.agentTokens.has(name)) await noteUse({ ports: { ledger, clock }, spec: { name } });
    },
  });
  const alert = alertChannels(declaration.alerts, {
    clock,
    more: terminal ? [{ name: 'terminal', alert: terminalAlert(terminal) }] : [],
    failed: (failures) => findings.alertsFailed(failures),
  });
  const issuer = httpIssuer({
    ...send,
    showIdentity: (subject, showing) => showAwsIdentity(subject, { showing, environment }),
  });
  const ports: Ports = { ...outside, spill, holder, alert, issuer, delivery: deliveries };
  return {
    declaration,
    machine,
    hub,
    findings,
    ports,
    signer,
    deliveries,
    contexts: new GrantContexts({
      declaration,
      ports,
      authenticate: (client, method) => readClientAuthentication(client, { method, environment }),
      prove: (grant, profileOf) => readProof(grant, { profileOf, environment }),
      discover: (issuer) => discoverIssuer(issuer, send),
    }),
    incidents: new Incidents(declaration, ports),
    consents: new Consents(send),
    desk: new TokenDesk(ports),
  };
}
