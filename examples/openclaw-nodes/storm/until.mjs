import { setTimeout as wait } from 'node:timers/promises';

/** Waits for a condition, however busy the machine is, and says which one never came. */
export async function until(what, holds) {
  for (const end = Date.now() + 60_000; Date.now() < end; await wait(50)) {
    if (await holds()) return;
  }
  throw new Error(`waited in vain: ${what}`);
}
