import { describe, expect, it } from '@jest/globals';
import { inShards, SHARDS, shardOf } from '../../../lib/deployment/shard-of.ts';

describe('the shard of a name', () => {
  it.each([
    ['crew-sheets', shardOf('crew-sheets')],
    ['port-sheet', shardOf('port-sheet')],
  ])('of %s is a matter of the name alone', (name, shard) => {
    const others = Array.from({ length: 500 }, (_, index) => `other-${index}`);
    expect(inShards([...others, name]).get(shard)).toContain(name);
    expect(inShards([name])).toEqual(new Map([[shard, [name]]]));
  });

  // A change of these numbers would move secrets between stacks, which CloudFormation cannot do.
  it('never changes', () => {
    expect(['crew-sheets', 'mail', 'google', 'PC-A', 'T440', 'port-sheet'].map(shardOf)).toEqual(PINNED);
  });

  it('is even enough for a thousand names of the same form', () => {
    for (const form of ['credential-%', '%', 'client-% grant', 'crew-%-sheets']) {
      const names = Array.from({ length: 1_000 }, (_, index) => form.replace('%', String(index)));
      const sizes = [...inShards(names).values()].map((shard) => shard.length);
      expect(sizes).toHaveLength(SHARDS);
      expect(Math.max(...sizes)).toBeLessThan(110);
    }
  });
});

const PINNED = [8, 15, 3, 15, 11, 6];
