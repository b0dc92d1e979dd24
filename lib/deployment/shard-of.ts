/**
 * Stacks of each kind. A stack has 500 resources at most, and what stands in one must stay there: its secrets are kept
 * when it goes, so another stack could not make them again. The number is therefore the same for every deployment
 * and never changes; a stack without anything in it is not made. docs/decisions/0014-fleets-in-shards.md
 */
export const SHARDS = 16;

/** The number of the stack that a name belongs to, from 1: a matter of the name alone, whatever else is declared. */
export function shardOf(name: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  // The upper half is mixed in: the low bits of FNV alone are uneven over names that end alike.
  return (((hash ^ (hash >>> 16)) >>> 0) % SHARDS) + 1;
}

/** These names by the number of their stack, in order. */
export function inShards(names: Iterable<string>): ReadonlyMap<number, readonly string[]> {
  const shards = new Map<number, string[]>();
  for (const name of [...names].sort()) {
    const shard = shardOf(name);
    shards.set(shard, [...(shards.get(shard) ?? []), name]);
  }
  return new Map([...shards].sort(([a], [b]) => a - b));
}

/** https://datatracker.ietf.org/doc/html/draft-eastlake-fnv, 32 bits */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
