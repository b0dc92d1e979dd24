import { describe, expect, it } from '@jest/globals';
import { findGroup, resolveGroup } from '../../../adapters/token-socket/find-group.ts';

const GROUPS = 'root:x:0:\ncrew:x:1017:jada,ops\nbroken:x::\n';

describe('a group', () => {
  it.each([
    ['crew', 1017],
    ['root', 0],
    ['1018', 1018],
    ['cre', undefined],
    ['jada', undefined],
    ['broken', undefined],
  ])('%s has the number %s', (text, gid) => {
    expect(findGroup(text, GROUPS)).toBe(gid);
  });

  it('that this host does not know is a fault that says how to make it', async () => {
    await expect(resolveGroup('no-such-group')).rejects.toMatchObject({
      code: 'GroupUnknown',
      remedy: expect.stringContaining('groupadd no-such-group'),
      exitCode: 78,
    });
  });
});
