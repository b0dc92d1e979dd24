/** Chance that a seed decides: the same seed draws the same numbers. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
  /** Up to `count` different ones of them, in their order. */
  sample<T>(of: readonly T[], count: number): readonly T[];
}

/** @param seed any whole number */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = () => {
    // mulberry32: 32 bits of state are plenty for drawing moments and files.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(fraction() * bound);
  return {
    fraction,
    below,
    sample: (of, count) => {
      if (count >= of.length) return of;
      const left = of.map((_, index) => index);
      const drawn: number[] = [];
      while (drawn.length < count && left.length > 0) drawn.push(...left.splice(below(left.length), 1));
      const kept = new Set(drawn);
      return of.filter((_, index) => kept.has(index));
    },
  };
}
