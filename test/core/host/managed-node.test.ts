import { describe, expect, it } from '@jest/globals';
import { newestNode } from '../../../core/host/managed-node.ts';

const node = (id: string, online: boolean, registeredAt: number | null) => ({
  id,
  online,
  registeredAt,
  heardAt: null,
  activation: undefined,
});

describe('the machine of a host', () => {
  it('is the one that was registered last of those that are online', () => {
    const nodes = [
      node('old', true, 1),
      node('new', true, 2),
      node('silent', false, 3),
      node('odd', true, null),
    ];
    expect(newestNode(nodes)?.id).toBe('new');
  });

  it('is a silent one where none is online, and none where there is none', () => {
    expect(newestNode([node('old', false, 1), node('new', false, 2)])?.id).toBe('new');
    expect(newestNode([])).toBeUndefined();
  });
});
