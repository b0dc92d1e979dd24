import { describe, expect, it } from '@jest/globals';
import type { KeySet } from '../../verify/key-set.ts';
import { PublishedKeys } from '../../verify/published-keys.ts';

/** Reads that the test ends itself, and a clock that it sets. */
function world({ shared = true } = {}) {
  const reads: { resolve: (set: KeySet) => void; reject: (error: Error) => void }[] = [];
  const clock = { now: 1_000_000 };
  const read = () => new Promise<KeySet>((resolve, reject) => reads.push({ resolve, reject }));
  const times = { cacheTime: 600_000, staleTime: 0, cooldown: 30_000, now: () => clock.now, shared };
  return { reads, clock, keys: new PublishedKeys(read, times) };
}

function setOf(...names: readonly string[]): KeySet {
  return { has: (name) => names.includes(name), key: () => Promise.reject(new Error('not asked')) };
}

describe('published keys', () => {
  it('are awaited together by whoever asks while they are read, for whatever key', async () => {
    const { keys, reads } = world();
    const asked = ['a', 'b', 'a', 'b'].map((name) => keys.setWith(name));
    reads[0]?.resolve(setOf('a', 'b'));
    const sets = await Promise.all(asked);
    expect(new Set(sets).size).toBe(1);
    expect(reads.length).toBe(1);
  });

  it('serve known names while an unknown one is asked for', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    reads[0]?.resolve(setOf('a'));
    await first;
    clock.now += 30_000;
    const unknown = keys.setWith('b');
    await keys.setWith('a');
    reads[1]?.resolve(setOf('a', 'b'));
    expect((await unknown).has('b')).toBe(true);
  });

  it('are awaited also by those who ask for an unknown name within the cooldown of that question', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    reads[0]?.resolve(setOf('a'));
    await first;
    clock.now += 30_000;
    const unknown = [keys.setWith('b'), keys.setWith('b')];
    reads[1]?.resolve(setOf('a', 'b'));
    expect((await Promise.all(unknown)).every((set) => set.has('b'))).toBe(true);
    expect(reads.length).toBe(2);
  });

  it('tell an unknown name again once they were read after a failure', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    reads[0]?.reject(new Error('away'));
    await expect(first).rejects.toMatchObject({ code: 'KeysUnavailable' });
    clock.now += 1_000;
    const second = keys.setWith('b');
    reads[1]?.resolve(setOf('a'));
    await expect(second).rejects.toMatchObject({ code: 'KeyUnknown' });
  });

  it('count their age from the question, not from the answer', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    clock.now += 5_000;
    reads[0]?.resolve(setOf('a'));
    await first;
    clock.now += 595_000;
    const next = keys.setWith('a');
    reads[1]?.resolve(setOf('a'));
    await next;
    expect(reads.length).toBe(2);
  });

  it('are read anew when the clock was set back', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    reads[0]?.resolve(setOf('a'));
    await first;
    clock.now -= 3_600_000;
    const next = keys.setWith('a');
    reads[1]?.resolve(setOf('a'));
    await next;
    expect(reads.length).toBe(2);
  });

  it('are read by everybody alone where a question ends with its caller, and unknown ones still once per cooldown', async () => {
    const { keys, reads } = world({ shared: false });
    const forsaken = keys.setWith('a');
    const other = keys.setWith('a');
    reads[1]?.resolve(setOf('a'));
    expect((await other).has('a')).toBe(true);
    await expect(keys.setWith('b')).rejects.toMatchObject({ code: 'KeyUnknown' });
    expect(reads.length).toBe(2);
    reads[0]?.reject(new Error('its caller is gone'));
    await forsaken;
  });

  it('end with their time when there is no stale time', async () => {
    const { keys, reads, clock } = world();
    const first = keys.setWith('a');
    reads[0]?.resolve(setOf('a'));
    await first;
    clock.now += 600_000;
    const next = keys.setWith('a');
    reads[1]?.reject(new Error('away'));
    await expect(next).rejects.toMatchObject({ code: 'KeysUnavailable', received: 'away' });
  });
});
