import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse } from 'yaml';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { isMapping } from '../../../core/config/raw-tree.ts';
import { writeTokenValue } from '../../../core/grant/value.ts';
import { hostDocument } from '../../../core/host/host-document.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { HOUR } from '../../../core/time.ts';
import {
  daemonLogGroup,
  hostLogGroup,
  hostParameter,
  hostQueueName,
  hostRoleName,
  secretName,
  tableName,
} from '../../../core/wire.ts';
import type { AwsServer } from '../aws/aws-server.ts';
import type { AwsServices } from '../aws/aws-services.ts';
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts';
import { declare } from '../declare.ts';

const DEPLOYMENT = 'jada';
const HOST = 'ops';
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

/** Access key of the host's own role in the simulator. */
export const HOST_PRINCIPAL = 'host-of-ops';
const SESSION_TOKEN = 'session-token-of-the-host-ops';

export interface HostWorldOptions {
  readonly server: Pick<AwsServer, 'endpoint'>;
  readonly services: AwsServices;
  /** An empty folder of this world. */
  readonly folder: string;
  /**
   * What stands below `grants`, `tokens`, `sinks`, `daemons` and `hosts` of the declaration, as YAML with `FOLDER` for
   * the folder. @default one token `sheets` in one sink
   */
  readonly sections?: string;
}

/** Host `ops` of deployment `jada` in the simulator, as its stacks make it, and its files in a folder. */
export class HostWorld {
  readonly folder: string;
  readonly endpoint: string;
  readonly config: string;
  readonly services: AwsServices;
  /** All that must never be said: access tokens that were saved, and the session of the host. */
  readonly secrets: SecretText[] = [new SecretText(SESSION_TOKEN)];
  queue: SqsQueue;
  readonly #client: SecretsManagerClient;
  readonly #ssm: SSMClient;

  constructor({ server, services, folder }: Omit<HostWorldOptions, 'sections'>) {
    const { endpoint } = server;
    this.folder = folder;
    this.endpoint = endpoint;
    this.services = services;
    this.config = join(folder, 'host.json');
    const identity = { accessKeyId: 'broker', secretAccessKey: 'not-verified' };
    const client = { endpoint, region: REGION, credentials: identity };
    this.#client = new SecretsManagerClient(client);
    this.#ssm = new SSMClient(client);
    this.queue = this.makeQueue();
    services.dynamodb.addTable({ name: tableName(DEPLOYMENT) });
    services.logs.addGroup(hostLogGroup(DEPLOYMENT, HOST));
    services.sts.arns.set(HOST_PRINCIPAL, roleOf(hostRoleName(DEPLOYMENT, HOST)));
    for (const name of ['state', 'run', 'sinks']) mkdirSync(join(folder, name), { mode: 0o700 });
    const file = join(folder, 'credentials');
    const itself = { kind: 'sharedCredentials', file, profile: 'default' };
    const host = { deployment: DEPLOYMENT, host: HOST, region: REGION, account: ACCOUNT };
    writeFileSync(this.config, JSON.stringify({ schema: 1, ...host, identity: itself }));
    this.identify(HOST_PRINCIPAL);
  }

  /** Makes the queue of the host, also after it was removed. */
  makeQueue(): SqsQueue {
    const name = hostQueueName(DEPLOYMENT, HOST);
    this.queue = this.services.sqs.addQueue({ name, visibilitySeconds: 1 });
    return this.queue;
  }

  removeQueue(): void {
    this.services.sqs.queues.delete(hostQueueName(DEPLOYMENT, HOST));
    this.queue.close();
  }

  /** The agent of Systems Manager writes credentials of this access key. */
  identify(accessKeyId: string): void {
    const lines = [
      '[default]',
      `aws_access_key_id = ${accessKeyId}`,
      'aws_secret_access_key = not-verified',
      `aws_session_token = ${SESSION_TOKEN}`,
    ];
    writeFileSync(join(this.folder, 'credentials'), `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  /** An identity of another role. @param role its name */
  addForeign(accessKeyId: string, role: string): void {
    this.services.sts.arns.set(accessKeyId, roleOf(role));
  }

  /** Deploys a declaration: a secret for each token that has none, and the document of the host. @returns the document */
  async deploy(sections: string = ONE_SINK): Promise<string> {
    const yaml = `${HEAD}${sections.replaceAll('FOLDER', this.folder)}`;
    const declaration = declare(yaml);
    const host = declaration.hosts.get(HOST);
    const raw: unknown = parse(yaml);
    if (!host || !isMapping(raw)) throw new Error('the declaration has no host "ops"');
    for (const { name } of host.tokens) this.#addSecret(name);
    for (const { name } of host.daemons) this.services.logs.addGroup(daemonLogGroup(DEPLOYMENT, name));
    const Name = hostParameter(DEPLOYMENT, HOST);
    const Value = JSON.stringify(hostDocument(raw, host));
    await this.#ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
    return Value;
  }

  /** Overwrites the parameter of the host. */
  async spoilDocument(text: string): Promise<void> {
    const Name = hostParameter(DEPLOYMENT, HOST);
    await this.#ssm.send(new PutParameterCommand({ Name, Value: text, Type: 'String', Overwrite: true }));
  }

  /** Takes the parameter of the host away. */
  removeDocument(): void {
    this.services.ssm.removeParameter(hostParameter(DEPLOYMENT, HOST));
  }

  /** Settles a generation of a token in its secret, as the broker does. @returns its fingerprint */
  async save(token: string, generation: number, { lifetime = HOUR } = {}): Promise<string> {
    const at = Date.now();
    const accessToken = new SecretText(accessTokenOf(token, generation));
    this.secrets.push(accessToken);
    const value = writeTokenValue({
      schema: 1,
      generation,
      access: { token: accessToken, tokenType: 'Bearer', issuedAt: at, expiresAt: at + lifetime },
      scopes: ['spreadsheets'],
    });
    await this.#client.send(
      new PutSecretValueCommand({ SecretId: secretOf(token), SecretString: value.reveal() }),
    );
    return nodeDigest.fingerprint(accessToken);
  }

  /** Tells the host of a generation, as the broker does. */
  tell(credential: string, generation: number): void {
    this.queue.send(JSON.stringify({ schema: 1, credential, generation }));
  }

  /** Somebody puts a value of their own into the secret of a token. */
  async spoilSecret(token: string, SecretString: string): Promise<void> {
    await this.#client.send(new PutSecretValueCommand({ SecretId: secretOf(token), SecretString }));
  }

  /** Takes the secret of a token away. */
  removeSecret(token: string): void {
    const { vault } = this.services.secretsManager;
    vault.remove(vault.get(secretOf(token)));
  }

  /** Access token in the file of a sink; undefined: the file is not there. */
  inSink(name: string): string | undefined {
    try {
      const content: unknown = JSON.parse(readFileSync(join(this.folder, 'sinks', `${name}.json`), 'utf8'));
      return isMapping(content) && typeof content.access_token === 'string'
        ? content.access_token
        : undefined;
    } catch {
      return undefined;
    }
  }

  #addSecret(token: string): void {
    const { vault } = this.services.secretsManager;
    if (vault.find(secretOf(token))) return;
    const call = { region: REGION, account: ACCOUNT, now: Date.now() };
    vault.add(secretOf(token), { call: { ...NO_CALL, ...call }, kmsKeyId: undefined });
  }
}

/** The text of a token. */
export function accessTokenOf(token: string, generation: number): string {
  return `ya29.${token}-of-generation-${generation}`;
}

const HEAD = `version: 1
deployment: ${DEPLOYMENT}
engine: { kind: aws, region: ${REGION}, account: "${ACCOUNT}" }
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
`;

const ONE_SINK = `grants: { crew-sheets: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew-sheets } }
sinks: { file: { token: sheets, file: FOLDER/sinks/file.json } }
hosts: { ops: { kind: external, sinks: [file] } }
`;

const NO_CALL = {
  action: 'secretsmanager:CreateSecret',
  principal: 'stacks',
  via: undefined,
  input: {},
  onward: () => Promise.reject(new Error('nothing is called onward')),
};

function secretOf(token: string): string {
  return secretName(DEPLOYMENT, `token/${token}`);
}

function roleOf(name: string): string {
  return `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/mi-0123456789abcdef0`;
}
