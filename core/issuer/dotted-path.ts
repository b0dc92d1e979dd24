/**
 * Reads a value inside parsed JSON by a path as presets write it: `user.emailAddress`, `0.id` for arrays.
 * @returns undefined when the path leads nowhere.
 */
export function readPath(value: unknown, path: string): unknown {
  let here = value;
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}
