/** Yields from all streams as items come; ends when the last of them ends, and ends the others when the reader leaves. */
export async function* mergeStreams<T>(streams: readonly AsyncIterable<T>[]): AsyncIterable<T> {
  const readers = streams.map((stream) => stream[Symbol.asyncIterator]());
  const next = async (reader: AsyncIterator<T>) => ({ reader, result: await reader.next() });
  const pending = new Map(readers.map((reader) => [reader, next(reader)]));
  try {
    while (pending.size > 0) {
      const { reader, result } = await Promise.race(pending.values());
      // Out and in again at the end: a race is won by the first of those who are ready, and each has its turn.
      pending.delete(reader);
      if (result.done) continue;
      pending.set(reader, next(reader));
      yield result.value;
    }
  } finally {
    for (const [reader, item] of pending) {
      // Nobody is left to hear of a stream that breaks from now on.
      item.catch(() => undefined);
      reader.return?.().catch(() => undefined);
    }
  }
}
