import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import { Fault } from '../../core/fault.ts';
import type { SecretId, Spill } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { secretName } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import type { Attributes } from './ledger-table.ts';

export interface DynamoSpillOptions {
  readonly client: DynamoDBClient;
  readonly kms: KMSClient;
  readonly table: string;
  /** The deployment's customer key. */
  readonly keyArn: string;
  readonly deployment: string;
}

/**
 * Answers that Secrets Manager did not take, in the ledger table: encrypted before they leave the function, under the
 * customer key, each bound to its secret and version. Whoever may read the table and not use the key reads nothing.
 */
export class DynamoSpill implements Spill {
  readonly #options: DynamoSpillOptions;

  constructor(options: DynamoSpillOptions) {
    this.#options = options;
  }

  async write(id: SecretId, versionId: string, value: SecretText): Promise<void> {
    const { ciphertext, dataKey } = await sealEnvelope(value, this.#envelope(id, versionId));
    const Item = { ...spillKey(id, versionId), ciphertext: { B: ciphertext }, dataKey: { B: dataKey } };
    const { client, table } = this.#options;
    await this.#asked('dynamodb:PutItem', client.send(new PutItemCommand({ TableName: table, Item })));
  }

  /** @throws Fault `SecretDamaged` when there is a spilled value and it cannot be opened */
  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    const { client, table } = this.#options;
    const { Item } = await this.#asked(
      'dynamodb:GetItem',
      client.send(
        new GetItemCommand({ TableName: table, Key: spillKey(id, versionId), ConsistentRead: true }),
      ),
    );
    if (!Item) return undefined;
    const { ciphertext, dataKey } = Item;
    const value =
      ciphertext?.B && dataKey?.B
        ? await openEnvelope({ ciphertext: ciphertext.B, dataKey: dataKey.B }, this.#envelope(id, versionId))
        : undefined;
    if (value) return value;
    throw new Fault({
      code: 'SecretDamaged',
      message: `spill#${id}#${versionId} in table ${table}: this spilled answer is damaged, or belongs to something else`,
      remedy: 'give consent anew: evergrant login',
    });
  }

  async remove(id: SecretId, versionId: string): Promise<void> {
    const { client, table } = this.#options;
    const gone = client.send(new DeleteItemCommand({ TableName: table, Key: spillKey(id, versionId) }));
    await this.#asked('dynamodb:DeleteItem', gone);
  }

  #envelope(id: SecretId, versionId: string) {
    const { kms, keyArn, deployment } = this.#options;
    return { kms, keyArn, context: { secret: secretName(deployment, id), version: versionId } };
  }

  async #asked<T>(action: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw awsFault(error, { resource: `table ${this.#options.table}`, action });
    }
  }
}

function spillKey(id: SecretId, versionId: string): Attributes {
  return { pk: { S: `spill#${id}#${versionId}` }, sk: { S: 'SPILL' } };
}
