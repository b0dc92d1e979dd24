/** A cache that fetches a secret again when what it has is so old, as the caches of others do. */
import { setTimeout as wait } from 'node:timers/promises';

const now = () => performance.timeOrigin + performance.now();

/**
 * Polls until the signal aborts, the first time at once.
 *
 * @param read gives the generation of the value that is in force
 * @returns `saved` tells it of a save; `delays` has for each save that a poll came after, how long that took in ms
 */
export function pollingPeer({ read, every, signal }) {
  const saves = [];
  const delays = [];
  const polling = async () => {
    for (;;) {
      const generation = await read();
      const at = now();
      const seen = saves.filter((save) => save.generation <= generation);
      saves.splice(0, seen.length);
      delays.push(...seen.map((save) => at - save.at));
      await wait(every, undefined, { signal });
    }
  };
  // A poll that fails ends the bench: nobody catches it.
  polling().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return { saved: (generation, at) => saves.push({ generation, at }), delays };
}
