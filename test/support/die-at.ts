import type { Gate } from '../../torture/explorer/watched-ports.ts';

/** Thrown in place of the death of a process. */
export class Died extends Error {}

/**
 * A gate that everything after one step, and that step's answer or the step itself, runs against. Steps count from 1.
 * @param done has the step happened, and only its answer is lost?
 */
export function dieAt(step: number, { done }: { done: boolean }): Gate & { readonly died: boolean } {
  let seen = 0;
  let died = false;
  const end = (now: boolean) => {
    if (now) died = true;
    if (died) throw new Died(`died at step ${step}`);
  };
  return {
    get died() {
      return died;
    },
    before: async () => {
      seen += 1;
      end(!done && seen === step);
    },
    after: async () => end(done && seen === step),
  };
}
