import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import { compare, type Item, sizeOf } from './attribute-value.ts';

/** A sparse global index: items without one of its keys are not in it. */
export interface TableIndex {
  readonly partition: string;
  readonly sort: string;
}

export interface TableOptions {
  readonly name: string;
  readonly indexes?: Readonly<Record<string, TableIndex>>;
  /** Customer key: then every call for data needs leave to decrypt. */
  readonly key?: KmsKey;
}

/** A table with the keys `pk` and `sk`, both text. Tests may look at its items, change and delete them. */
export class DynamoTable {
  readonly options: TableOptions;
  readonly items = new Map<string, Item>();
  /** The key of the table under the customer key, as KMS has sealed it. */
  readonly sealedKey: Uint8Array | undefined;
  #indexed: readonly Item[] | undefined;

  constructor(options: TableOptions) {
    this.options = options;
    this.sealedKey = options.key?.seal(randomBytes(32), this.encryptionContext);
  }

  get encryptionContext(): Readonly<Record<string, string>> {
    return { 'aws:dynamodb:tableName': this.options.name };
  }

  /** From now on the indexes show the table as it is now, until {@link letIndexesCatchUp}. */
  holdIndexes(): void {
    this.#indexed = [...this.items.values()];
  }

  letIndexesCatchUp(): void {
    this.#indexed = undefined;
  }

  /** The item of this partition, for tests. */
  at(pk: string, sk = 'STATE'): Item | undefined {
    return this.items.get(keyText({ pk: { S: pk }, sk: { S: sk } }));
  }

  get(key: Item): Item | undefined {
    return this.items.get(keyText(key));
  }

  /** @throws AwsError for an item that is larger than 400 KB */
  put(item: Item): void {
    if (sizeOf(item) > 400 * 1024)
      throw new AwsError('ValidationException', 'Item size has exceeded the maximum allowed size');
    this.items.set(keyText(item), item);
  }

  remove(key: Item): void {
    this.items.delete(keyText(key));
  }

  /** Items in the order of the index, with the keys of table and index and nothing else. */
  index({ partition, sort }: TableIndex): readonly Item[] {
    const all = this.#indexed ?? [...this.items.values()];
    const projected = all.flatMap(({ pk, sk, [partition]: first, [sort]: second }) =>
      pk && sk && first && second ? [{ pk, sk, [partition]: first, [sort]: second }] : [],
    );
    return projected.toSorted((a, b) => {
      const [left, right] = [a[sort], b[sort]];
      return (left && right && compare(left, right)) ?? 0;
    });
  }
}

/** @throws AwsError unless there are both keys */
function keyText({ pk, sk }: Item): string {
  if (!pk?.S || !sk?.S) {
    throw new AwsError('ValidationException', 'The provided key element does not match the schema');
  }
  return JSON.stringify([pk.S, sk.S]);
}
