/** Does a task for each item, at most `width` at a time, and returns when all are done. */
export async function inPool<T>(
  items: readonly T[],
  { width, task }: { width: number; task: (item: T) => Promise<void> },
): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
