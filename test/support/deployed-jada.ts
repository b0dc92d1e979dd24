import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse, stringify } from 'yaml';
import { gaugeLine } from '../../adapters/cloudwatch-logs/gauge-line.ts';
import { agentTokenDocument, grantDocument, signingKeyDocument } from '../../core/config/grant-document.ts';
import { isMapping, declared as named } from '../../core/config/raw-tree.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { writeTokenValue } from '../../core/grant/value.ts';
import type { Milliseconds } from '../../core/time.ts';
import {
  functionLogGroup,
  functionName,
  grantParameter,
  hostQueueName,
  secretName,
  tableName,
  topicName,
} from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { awsClients } from '../../host/deployment/aws-clients.ts';
import { type Deployment, openDeployment } from '../../host/deployment/open-deployment.ts';
import { createRefreshHandler } from '../../lambda/refresh/handler.ts';
import { lookAtCredential } from '../../lambda/refresh/look.ts';
import type { DynamoTable } from './aws/dynamodb/dynamo-table.ts';
import { addLedgerTable } from './aws/dynamodb/ledger-in-aws.ts';
import type { KmsKey } from './aws/kms/kms-key.ts';
import type { SimulatedAws } from './aws/simulated-aws.ts';
import { parseJson } from './json.ts';

/** The secret of the confidential client of the test's authorization server. */
export const CLIENT_SECRET = 'basic-secret-of-the-drill';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '123456789012';

/** Deployment `jada` in the simulator, as its stacks make it; its function runs inside the test. */
export interface DeployedJada {
  /** A folder with `evergrant.aws.yaml`, its declaration. */
  readonly folder: string;
  readonly config: string;
  readonly table: DynamoTable;
  readonly key: KmsKey;
  /** As the function sees it. */
  readonly deployment: Deployment;
  /** What the function told. */
  readonly events: EvergrantEvent[];
  /** Bodies of the messages to host `ops1`. */
  notices(): readonly string[];
  /** What a command needs to find the simulator and to be somebody. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes the gauges of one tick into the log group of the function. */
  beat(at?: number): void;
  /** One tick of the schedule, as far as grants are looked at. */
  tick(): Promise<void>;
}

/** What differs from the usual declaration, by section. */
export type Change = Readonly<Record<string, unknown>>;

/** A declaration of deployment `jada`: grant `crew`, token `sheets`, daemon `port-sheet`. */
export function jadaDeclaration(issuer: string, change: Change = {}): Record<string, unknown> {
  return {
    version: 1,
    deployment: 'jada',
    engine: { kind: 'aws', region: REGION },
    clients: {
      desk: {
        issuer: { discovery: issuer, rotation: 'always', reuse: 'revokesFamily' },
        clientId: 'desk-basic',
        clientSecretFile: './client-secret',
      },
    },
    grants: { crew: { client: 'desk', account: 'ops@example.com', scopes: ['sheets'] } },
    tokens: { sheets: { grant: 'crew' } },
    daemons: { 'port-sheet': { external: true, uses: [{ token: 'sheets', via: 'socket' }] } },
    ...change,
  };
}

/** Makes in the simulator what a deploy makes, and no value. */
export async function deployJada(
  aws: SimulatedAws,
  at: { folder: string; issuer: string; change?: Change },
): Promise<DeployedJada> {
  const { folder } = at;
  const { services } = aws;
  const declared = jadaDeclaration(at.issuer, at.change);
  const config = join(folder, 'evergrant.aws.yaml');
  writeFileSync(config, stringify(declared));
  writeFileSync(join(folder, 'client-secret'), `${CLIENT_SECRET}\n`, { mode: 0o600 });
  const key = services.kms.addKey({ alias: 'alias/evergrant-jada' });
  const table = addLedgerTable(aws, key);
  const topic = services.sns.addTopic(topicName('jada', 'ops'));
  const queue = services.sqs.addQueue({ name: hostQueueName('jada', 'ops1') });
  const log = services.logs.addGroup(functionLogGroup('jada', 'refresh'));
  const admin = aws.client('mateo');
  const secrets = new SecretsManagerClient(admin);
  for (const id of ['grant/crew', 'token/sheets', 'client/desk'] as const)
    await secrets.send(new CreateSecretCommand({ Name: secretName('jada', id), KmsKeyId: key.arn }));
  const queues = { sheets: [services.sqs.urlOf(queue.options.name, { endpoint: aws.endpoint })] };
  // As it stands in the file: numbers and text as YAML reads them.
  const raw: unknown = parse(stringify(declared));
  await new SSMClient(admin).send(
    new PutParameterCommand({
      Name: grantParameter('jada', 'crew'),
      Type: 'String',
      Value: JSON.stringify(grantDocument(isMapping(raw) ? raw : {}, { grant: 'crew', queues })),
    }),
  );
  const own = isMapping(raw) ? raw : {};
  const signed = [
    ...named(own, 'signingKeys').map(([name]) => ({
      name,
      secret: `key/${name}` as const,
      document: signingKeyDocument(own, name),
    })),
    ...named(own, 'tokens')
      .filter(([, token]) => token.signingKey !== undefined)
      .map(([name]) => ({
        name,
        secret: `token/${name}` as const,
        document: agentTokenDocument(own, { token: name, queues: queues.sheets }),
      })),
  ];
  for (const { name, secret, document } of signed) {
    await secrets.send(new CreateSecretCommand({ Name: secretName('jada', secret), KmsKeyId: key.arn }));
    const Value = JSON.stringify(document);
    await new SSMClient(admin).send(
      new PutParameterCommand({ Name: grantParameter('jada', name), Type: 'String', Value }),
    );
  }
  const events: EvergrantEvent[] = [];
  const deployment = openDeployment({
    deployment: 'jada',
    table: tableName('jada'),
    key: key.arn,
    opsTopicArn: topic.arn,
    clients: awsClients({ ...aws.client('function'), maxAttempts: 3 }),
    holderId: 'function',
    announce: { event: (event) => void events.push(event) },
  });
  const tick = async () => {
    for (const grant of await deployment.due.due(Date.now(), 25))
      await lookAtCredential(deployment, grant, { kind: 'tick' });
  };
  services.lambda.functions.set(
    functionName('jada', 'refresh'),
    createRefreshHandler({
      tick,
      look: (name, why) => lookAtCredential(deployment, name, why),
      failed: () => {},
    }),
  );
  return {
    folder,
    config,
    table,
    key,
    deployment,
    events,
    notices: () => queue.bodies,
    environment: environmentOf(aws),
    beat(now = Date.now()) {
      const message = gaugeLine({ Heartbeat: 1 }, { deployment: 'jada', now });
      log.events.push({ stream: '1', timestamp: now, message });
    },
    tick,
  };
}

/** How a command reaches the simulator as a person of the account. */
export function environmentOf(aws: SimulatedAws): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'jennifer',
    AWS_SECRET_ACCESS_KEY: 'not-verified',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The ledger's item of a grant as it lies in the table. */
export async function grantState(deployment: Deployment, grant = 'crew') {
  return (await deployment.ledger.read('grant', grant))?.item;
}

/** Makes the token in force older, in the ledger and in its secret, as if the time had passed. */
export async function ageToken(deployment: Deployment, by: Milliseconds): Promise<void> {
  const { ledger, secrets } = deployment;
  const stored = await ledger.read('grant', 'crew');
  const current = await currentToken(secrets, 'sheets');
  if (!stored || !current) throw new Error('expected a grant with a token');
  const { issuedAt, expiresAt } = current.access;
  const access = { ...current.access, issuedAt: issuedAt - by, expiresAt: (expiresAt ?? 0) - by };
  await ledger.replace('grant', 'crew', {
    seen: stored.revision,
    item: { ...stored.item, issuedAt: access.issuedAt, expiresAt: access.expiresAt },
  });
  const value = writeTokenValue({ ...current, access });
  await secrets.put('token/sheets', { versionId: randomUUID(), value, label: 'AWSCURRENT' });
}

/** A JSON document that a command printed. */
export function printed(stdout: string) {
  return parseJson(stdout);
}
