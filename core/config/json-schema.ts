import { z } from 'zod';
import { declarationSchema } from './schema.ts';

/** A node of a JSON Schema (draft 2020-12). */
export type SchemaNode = z.core.JSONSchema.BaseSchema;

/** The schema of `evergrant.yaml` for editors: what a user may write, before defaults are filled in. */
export function configJsonSchema(): SchemaNode {
  return { title: 'evergrant.yaml', ...z.toJSONSchema(declarationSchema, { io: 'input' }) };
}

/** The part of a node that describes a mapping, also where a plain value may stand instead. */
export function mappingNode(node: SchemaNode | undefined): SchemaNode | undefined {
  if (!node || node.properties || node.additionalProperties) return node;
  return node.anyOf?.find((choice) => typeof choice !== 'boolean' && choice.type === 'object');
}

/** The node that describes what stands under this key of a mapping; for a mapping of names, under any name. */
export function childNode(node: SchemaNode | undefined, key: string | number): SchemaNode | undefined {
  const mapping = mappingNode(node);
  const child = mapping?.properties?.[key] ?? mapping?.additionalProperties ?? mapping?.items;
  return typeof child === 'object' && !Array.isArray(child) ? child : undefined;
}
