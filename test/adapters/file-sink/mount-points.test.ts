import { describe, expect, it } from '@jest/globals';
import { mountPoints } from '../../../adapters/file-sink/mount-points.ts';

describe('the mount points of a process', () => {
  it('are the fifth fields, their escapes undone', () => {
    const mountinfo = [
      '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '63 22 254:0 /srv/a /opt/to\\040ken\\134x.json rw,relatime shared:1 - ext4 /dev/vda rw',
      '',
    ].join('\n');
    expect([...mountPoints(mountinfo)]).toEqual(['/', '/opt/to ken\\x.json']);
  });
});
