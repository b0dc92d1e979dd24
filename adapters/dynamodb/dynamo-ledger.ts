import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { agentTokenLookAfterWrite } from '../../core/agent-token/next-look.ts';
import { Fault } from '../../core/fault.ts';
import type { GrantState } from '../../core/grant/state.ts';
import { silentFrom } from '../../core/host/silent-host.ts';
import { isLedgerItem } from '../../core/ledger/ledger-item.ts';
import type { Clock, Ledger, LedgerItems, LedgerKind, Random, Stored } from '../../core/ports.ts';
import { lookAfterWrite } from '../../core/refresh/look-after-write.ts';
import { signingKeyLookAfterWrite } from '../../core/signing-key/next-look.ts';
import type { Instant } from '../../core/time.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { asRead, notThere, type PutCondition, stillOf } from './conditions.ts';
import {
  type Attributes,
  idIn,
  ledgerAttributes,
  ledgerKey,
  readLedgerItem,
  revisionIn,
  STATE,
} from './ledger-table.ts';

export interface DynamoLedgerOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  /** Told of every item but a grant's that cannot be read and is taken for none: `incident/crew-sheets`. */
  readonly onDamage: (name: string) => void;
}

/**
 * The ledger of the aws engine: an item of a table for each entry, read consistently and replaced whole under the
 * condition that its revision is the one that was seen (decision 0003).
 */
export class DynamoLedger implements Ledger {
  readonly #options: DynamoLedgerOptions;

  constructor(options: DynamoLedgerOptions) {
    this.#options = options;
  }

  /**
   * @throws Fault `StateDamaged` for a grant whose item is not what evergrant wrote; other items of that sort count as
   * none. `StateFromOtherVersion`; and the faults of AWS
   */
  async read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    const attributes = await this.#get(kind, id);
    if (!attributes) return undefined;
    const read = readLedgerItem(kind, attributes);
    if (read.kind === 'sound') return read.stored;
    if (kind === 'grant') throw this.#stateDamaged(id);
    this.#options.onDamage(`${kind}/${id}`);
    return undefined;
  }

  /** @throws Fault `LedgerItemTooLarge`, and the faults of AWS */
  async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    { seen, item }: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    const writeId = this.#options.random.id();
    const lookAt = this.#lookAt(kind, item);
    // Made anew, an item must not come to a revision that somebody saw of one that is lost.
    const revision = seen === 0 ? this.#options.clock.now() : seen + 1;
    const first = await this.#put(
      ledgerAttributes(kind, id, { item, revision, writeId, lookAt }),
      seen === 0 ? notThere() : stillOf(seen),
    );
    if (first.kind === 'written') return true;
    // Ours, and its answer was lost on the way to the first try.
    if (first.found?.writeId?.S === writeId) return true;
    if (seen !== 0 || !first.found || !this.#isDamaged(kind, first.found)) return false;
    const next = Math.max(revision, (revisionIn(first.found) ?? 0) + 1);
    const mended = await this.#put(
      ledgerAttributes(kind, id, { item, revision: next, writeId, lookAt }),
      asRead(first.found),
    );
    return mended.kind === 'written' || mended.found?.writeId?.S === writeId;
  }

  /** Undefined for an item that cannot be read; to replace that as if there were none is to mend it. */
  async lastGood(grant: string): Promise<Stored<GrantState> | undefined> {
    const attributes = await this.#get('grant', grant);
    const read = attributes && readLedgerItem('grant', attributes);
    return read?.kind === 'sound' ? read.stored : undefined;
  }

  /**
   * All items of a kind, for gauges and overviews. Reads the whole table, some moments behind, in pages of 1 MB; what
   * cannot be read is passed over and told to `onDamage`.
   */
  async list<K extends LedgerKind>(
    kind: K,
  ): Promise<readonly ({ readonly id: string } & Stored<LedgerItems[K]>)[]> {
    const { client, table, onDamage } = this.#options;
    const pages = paginateScan(
      { client },
      {
        TableName: table,
        FilterExpression: 'begins_with(#pk, :kind) AND #sk = :state',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':kind': { S: `${kind}#` }, ':state': { S: STATE } },
      },
    );
    const found: ({ id: string } & Stored<LedgerItems[K]>)[] = [];
    try {
      for await (const { Items = [] } of pages) {
        for (const attributes of Items) {
          const id = idIn(kind, attributes);
          if (id === undefined) continue;
          const read = readLedgerItem(kind, attributes);
          if (read.kind === 'sound') found.push({ id, ...read.stored });
          else onDamage(`${kind}/${id}`);
        }
      }
    } catch (error) {
      throw this.#fault(error, 'dynamodb:Scan');
    }
    return found;
  }

  async #get(kind: LedgerKind, id: string): Promise<Attributes | undefined> {
    const { client, table } = this.#options;
    try {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: ledgerKey(kind, id), ConsistentRead: true }),
      );
      return Item;
    } catch (error) {
      throw this.#fault(error, 'dynamodb:GetItem');
    }
  }

  async #put(item: Attributes, condition: PutCondition): Promise<PutOutcome> {
    const { client, table } = this.#options;
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: item,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...condition,
        }),
      );
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { kind: 'refused', found: error.Item };
      throw this.#fault(error, 'dynamodb:PutItem');
    }
  }

  #lookAt<K extends LedgerKind>(kind: K, item: LedgerItems[K]): Instant | undefined {
    const now = this.#options.clock.now();
    if (kind === 'signingKey' && isLedgerItem('signingKey', item)) return signingKeyLookAfterWrite(item, now);
    if (kind === 'agentToken' && isLedgerItem('agentToken', item)) return agentTokenLookAfterWrite(item, now);
    if (kind === 'host' && isLedgerItem('host', item)) return silentFrom(item);
    if (kind !== 'grant' || !isLedgerItem('grant', item)) return undefined;
    // Instants of the state are the issuer's time, and the schedule goes by ours.
    return lookAfterWrite(item, now + item.clockOffset) - item.clockOffset;
  }

  #isDamaged(kind: LedgerKind, attributes: Attributes): boolean {
    return readLedgerItem(kind, attributes).kind === 'damaged';
  }

  #stateDamaged(grant: string): Fault {
    return new Fault({
      code: 'StateDamaged',
      message: `grant/${grant} in table ${this.#options.table}: the state is not what evergrant wrote; the item was changed by something else`,
      remedy: `evergrant refresh ${grant}: the broker mends it from the newest grant value that it can read`,
    });
  }

  #fault(error: unknown, action: string): Fault {
    return awsFault(error, { resource: `table ${this.#options.table}`, action });
  }
}

type PutOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly found: Attributes | undefined };
