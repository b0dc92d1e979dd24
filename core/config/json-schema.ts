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

/** The part of a node that describes a list, also where something else may stand instead. */
function listNode(node: SchemaNode | undefined): SchemaNode | undefined {
  if (!node || node.items) return node;
  return node.anyOf?.find((choice) => typeof choice !== 'boolean' && choice.type === 'array');
}

/** The node that describes what stands under this key of a mapping, or in this place of a list; in a mapping of names, under any. */
export function childNode(node: SchemaNode | undefined, key: string | number): SchemaNode | undefined {
  const mapping = mappingNode(node);
  const child =
    typeof key === 'number'
      ? listNode(node)?.items
      : (mapping?.properties?.[key] ?? mapping?.additionalProperties);
  return typeof child === 'object' && !Array.isArray(child) ? child : undefined;
}
