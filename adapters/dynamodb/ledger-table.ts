import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Fault } from '../../core/fault.ts';
import { isLedgerItem } from '../../core/ledger/ledger-item.ts';
import type { LedgerItems, LedgerKind, Stored } from '../../core/ports.ts';
import type { Instant } from '../../core/time.ts';

/** An item of the table as the SDK has it. */
export type Attributes = Record<string, AttributeValue>;

/** What is looked at by time has this in its attribute `due`, so that the index `due` holds nothing else. */
export const DUE = 'due';

/** The same for hosts, in a part of the index of their own: there they come up when they fall silent. */
export const HOST_DUE = 'host';

/** Sort key of a ledger item. */
export const STATE = 'STATE';

export function ledgerKey(kind: LedgerKind, id: string): Attributes {
  return { pk: { S: `${kind}#${id}` }, sk: { S: STATE } };
}

/** The id in a partition key; undefined when it is of another kind. */
export function idIn(kind: LedgerKind, key: Attributes): string | undefined {
  const text = key.pk?.S;
  return text?.startsWith(`${kind}#`) ? text.slice(kind.length + 1) : undefined;
}

/** One write of one item. */
export interface LedgerWrite<K extends LedgerKind> {
  readonly item: LedgerItems[K];
  readonly revision: number;
  /** Tells this write from all others, should its answer be lost. */
  readonly writeId: string;
  /** When to look at it next, for kinds that are looked at by time. */
  readonly lookAt: Instant | undefined;
}

/** @throws Fault `LedgerItemTooLarge` for what DynamoDB does not take */
export function ledgerAttributes<K extends LedgerKind>(
  kind: K,
  id: string,
  write: LedgerWrite<K>,
): Attributes {
  const text = JSON.stringify(write.item);
  const size = Buffer.byteLength(text) + Buffer.byteLength(id) + ROOM_FOR_THE_REST;
  if (size > LARGEST) throw tooLarge(`${kind}/${id}`, size);
  return {
    ...ledgerKey(kind, id),
    revision: { N: String(write.revision) },
    writeId: { S: write.writeId },
    item: { S: text },
    ...(write.lookAt !== undefined && {
      due: { S: kind === 'host' ? HOST_DUE : DUE },
      refreshAt: { N: String(Math.floor(write.lookAt)) },
    }),
  };
}

/** What the attributes of an item turned out to be. */
export type ReadItem<K extends LedgerKind> =
  | { readonly kind: 'sound'; readonly stored: Stored<LedgerItems[K]> }
  /** Not what evergrant wrote: edited by hand, say. */
  | { readonly kind: 'damaged' };

/** @throws Fault `StateFromOtherVersion` for an item of a schema that this version does not know */
export function readLedgerItem<K extends LedgerKind>(kind: K, attributes: Attributes): ReadItem<K> {
  const revision = revisionIn(attributes);
  const item = parsed(attributes.item?.S);
  if (revision === undefined || item === undefined) return { kind: 'damaged' };
  if (!isLedgerItem(kind, item)) {
    throw new Fault({
      code: 'StateFromOtherVersion',
      message: `${attributes.pk?.S}: another version of evergrant wrote this state, in a form that this one does not know`,
      remedy: 'deploy the version that wrote it, or a newer one: npx cdk deploy --all',
    });
  }
  return { kind: 'sound', stored: { revision, item } };
}

export function revisionIn({ revision }: Attributes): number | undefined {
  const number = Number(revision?.N);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** 400 KB, with the names of attributes: DynamoDB Developer Guide, "Quotas". */
const LARGEST = 400 * 1024;
/** Keys, numbers and names. */
const ROOM_FOR_THE_REST = 256;

function tooLarge(name: string, size: number): Fault {
  return new Fault({
    code: 'LedgerItemTooLarge',
    message: `${name}: its record has ${size} bytes, and DynamoDB takes ${LARGEST}`,
    remedy: 'let fewer consumers acknowledge under names of their own, then: evergrant status',
  });
}

/** An object; undefined for what is none. */
function parsed(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
