import type { SinkFields } from '../../config/sink-declaration.ts';
import { fieldValue } from '../field-value.ts';
import type { ShapedToken } from '../shaped-token.ts';

/** An object with the declared fields, in their order. */
export function fieldsJson(fields: SinkFields, token: ShapedToken): string {
  const entries = [...fields].map(([name, field]) => [name, fieldValue(field, token)] as const);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

/** The text under a name of a JSON object; undefined when there is none. */
export function textIn(json: string, name: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, name)) return undefined;
    const found: unknown = Reflect.get(parsed, name);
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
