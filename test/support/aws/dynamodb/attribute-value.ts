import { z } from 'zod';

/** An attribute of one of the types that are simulated, as JSON carries it: bytes in base64. */
export type AttributeValue =
  | { readonly S: string; readonly N?: never; readonly B?: never }
  | { readonly N: string; readonly S?: never; readonly B?: never }
  | { readonly B: string; readonly S?: never; readonly N?: never };

export type Item = Readonly<Record<string, AttributeValue>>;

const number = z
  .string()
  .regex(/^-?\d{1,38}(\.\d+)?$/, 'The parameter cannot be converted to a numeric value')
  .transform((text) => String(Number(text)));

export const attributeValue: z.ZodType<AttributeValue> = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: number }),
  z.strictObject({ B: z.base64() }),
]);

export const item: z.ZodType<Item> = z.record(z.string(), attributeValue);

/** @returns below, at or above zero; undefined for values of different types, which never compare */
export function compare(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return Number(left.N) - Number(right.N);
  if (left.S !== undefined && right.S !== undefined) return Buffer.compare(bytes(left.S), bytes(right.S));
  if (left.B !== undefined && right.B !== undefined)
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  return undefined;
}

/** Developer Guide, "DynamoDB item sizes and formats": names and values in bytes, numbers about half their digits. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name).length + valueSize(value), 0);
}

function valueSize({ S, N, B }: AttributeValue): number {
  if (S !== undefined) return bytes(S).length;
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  return Buffer.from(B ?? '', 'base64').length;
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}
