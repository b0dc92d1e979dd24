import { describe, expect, it } from '@jest/globals';
import { findOwner } from '../../../adapters/file-sink/owner.ts';

const PASSWD = [
  'root:x:0:0:root:/root:/bin/sh',
  '# note',
  'jada:x:1001:1002::/opt/jada:',
  'broken:x:one:2::',
  '',
].join('\n');

describe('finding the owner of a sink', () => {
  it.each([
    ['jada', { uid: 1001, gid: 1002 }],
    ['root', { uid: 0, gid: 0 }],
    ['1234', { uid: 1234, gid: undefined }],
    ['1234:77', { uid: 1234, gid: 77 }],
    ['nobody', undefined],
    ['broken', undefined],
    ['jad', undefined],
    ['', undefined],
    ['-1', undefined],
  ])('reads %j', (text, owner) => {
    expect(findOwner(text, PASSWD)).toEqual(owner);
  });
});
