import type { Path } from './problem.ts';

/** A mapping of a declaration that was not parsed yet. */
export type RawMapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is RawMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value) && typeof key === 'number') return value[key];
    return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, raw);
}

/** The declarations of one section that are mappings, with their names; others are the schema's business. */
export function declared(raw: unknown, section: string): readonly (readonly [string, RawMapping])[] {
  const found = valueAt(raw, [section]);
  if (!isMapping(found)) return [];
  return Object.entries(found).flatMap(([name, value]) => (isMapping(value) ? [[name, value] as const] : []));
}

/** Which of these keys a mapping holds, in their order. */
export function held(mapping: RawMapping, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => mapping[key] !== undefined);
}
