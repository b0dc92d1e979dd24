import type { Attributes } from './ledger-table.ts';

/**
 * A condition of a write. Attributes are named by placeholders throughout: DynamoDB reserves some six hundred words,
 * and adds to them.
 */
export interface PutCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
}

export function notThere(): PutCondition {
  return {
    ConditionExpression: 'attribute_not_exists(#pk)',
    ExpressionAttributeNames: { '#pk': 'pk' },
  };
}

export function stillOf(revision: number): PutCondition & { readonly ExpressionAttributeValues: Attributes } {
  return {
    ConditionExpression: '#revision = :seen',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':seen': { N: String(revision) } },
  };
}

/** The item still is as it was read, whatever is in it: a damaged one may have no revision to go by. */
export function asRead(found: Attributes): PutCondition {
  const values: Attributes = {};
  const conditions = COMPARED.map((name) => {
    const value = found[name];
    if (value === undefined) return `attribute_not_exists(#${name})`;
    values[`:${name}`] = value;
    return `#${name} = :${name}`;
  });
  return {
    ConditionExpression: `attribute_exists(#pk) AND ${conditions.join(' AND ')}`,
    ExpressionAttributeNames: Object.fromEntries(['pk', ...COMPARED].map((name) => [`#${name}`, name])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const COMPARED = ['revision', 'writeId', 'item'];
