/** Does a task for each thing, some at a time, and gives back what came of each, in order. */
export async function inWaves<T, R>(
  things: readonly T[],
  task: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const wave of groupsOf(things, AT_ONCE)) results.push(...(await Promise.all(wave.map(task))));
  return results;
}

export function groupsOf<T>(things: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(things.length / size);
  return Array.from({ length: count }, (_, at) => things.slice(at * size, (at + 1) * size));
}

/** Below the fifty sockets of a client of the SDK, which warns of more in the function's log. */
const AT_ONCE = 25;
