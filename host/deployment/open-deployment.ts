import { structuredEvents } from '../../adapters/cloudwatch-logs/structured-events.ts';
import { DynamoDueGrants } from '../../adapters/dynamodb/dynamo-due-grants.ts';
import { DynamoHosts } from '../../adapters/dynamodb/dynamo-hosts.ts';
import { DynamoLedger } from '../../adapters/dynamodb/dynamo-ledger.ts';
import { DynamoSpill } from '../../adapters/dynamodb/dynamo-spill.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { systemRandom } from '../../adapters/node/system-random.ts';
import { SecretsManagerSecrets } from '../../adapters/secrets-manager/secrets-manager-secrets.ts';
import { topicAlert } from '../../adapters/sns/topic-alert.ts';
import { QueueDelivery } from '../../adapters/sqs/queue-delivery.ts';
import { readParameter } from '../../adapters/systems-manager/read-parameter.ts';
import { discoverIssuer } from '../../adapters/token-endpoint/discovery.ts';
import { httpIssuer } from '../../adapters/token-endpoint/http-issuer.ts';
import { notOfConsent } from '../../core/config/consent-grant.ts';
import type { Announce, Ports } from '../../core/ports.ts';
import type { AwsClients } from './aws-clients.ts';
import { storedAuthentication } from './client-credentials.ts';
import { DeployedGrants } from './deployed-grants.ts';

/** How a deployment is found. */
export interface DeploymentAddress {
  readonly deployment: string;
  readonly table: string;
  /** ARN or alias of the customer key. */
  readonly key: string;
  readonly opsTopicArn: string;
}

/** A deployment in AWS, wired for the flows. */
export interface Deployment {
  readonly name: string;
  readonly ports: Ports;
  readonly secrets: SecretsManagerSecrets;
  readonly ledger: DynamoLedger;
  readonly due: DynamoDueGrants;
  readonly hosts: DynamoHosts;
  readonly deliveries: QueueDelivery;
  readonly grants: DeployedGrants;
}

export interface OpenDeploymentOptions extends DeploymentAddress {
  readonly clients: AwsClients;
  /** Names whoever holds a lock in the ledger: the id of an invocation's environment, or of a command. */
  readonly holderId: string;
  /** @default a line of JSON on stdout for every event */
  readonly announce?: Announce;
}

/** Wires the ports of a deployment. Opens no connection: what is missing shows at the first call. */
export function openDeployment(options: OpenDeploymentOptions): Deployment {
  const { deployment, table, key: keyArn, clients, holderId } = options;
  const { dynamodb, kms, secretsManager, sns, sqs, ssm } = clients;
  const announce = options.announce ?? structuredEvents();
  const clock = systemClock;
  const random = systemRandom;
  const send = { clock };
  const ledger = new DynamoLedger({
    client: dynamodb,
    table,
    clock,
    random,
    onDamage: (name) => announce.event(damaged(name, { table, at: clock.now() })),
  });
  const secrets = new SecretsManagerSecrets({ client: secretsManager, kms, clock, deployment });
  const deliveries = new QueueDelivery({
    client: sqs,
    ledger,
    announce,
    clock,
    queuesOf: async (grant) => (await grants.open(grant)).document.queues,
  });
  const ports: Ports = {
    secrets,
    ledger,
    clock,
    random,
    announce,
    digest: nodeDigest,
    spill: new DynamoSpill({ client: dynamodb, kms, table, keyArn, deployment }),
    issuer: httpIssuer({
      ...send,
      // Grants that need an identity of AWS are refused before anything is sent for them.
      showIdentity: () => Promise.reject(new TypeError('no grant of a deployment is proven by an identity')),
    }),
    delivery: deliveries,
    alert: topicAlert({ client: sns, topicArn: options.opsTopicArn }),
    // Nobody can see whether another function still runs: only its time makes it suspect.
    holder: { id: holderId, suspect: (lock, now) => now > lock.until },
  };
  const grants = new DeployedGrants({
    deployment,
    ports,
    readParameter: (name) => readParameter(ssm, name),
    authenticate: (client, method) => storedAuthentication(secrets, client, method),
    prove: (grant) => Promise.reject(notOfConsent(grant)),
    discover: (issuer) => discoverIssuer(issuer, send),
  });
  const due = new DynamoDueGrants({ client: dynamodb, table });
  const hosts = new DynamoHosts({ client: dynamodb, table });
  return { name: deployment, ports, secrets, ledger, due, hosts, deliveries, grants };
}

function damaged(name: string, { table, at }: { table: string; at: number }) {
  return {
    schema: 1,
    at,
    type: 'finding',
    reason: 'StateDamaged',
    message: `${name} in table ${table} is not what evergrant wrote and counts as none`,
  } as const;
}
