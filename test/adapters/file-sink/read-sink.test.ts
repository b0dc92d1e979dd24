import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { putToken } from '../../../adapters/file-sink/put-token.ts';
import { readSink } from '../../../adapters/file-sink/read-sink.ts';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { NAMED_SHAPES, PATCHED, shapeNamed } from '../../support/sink-shapes.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const json = { shape: shapeNamed('access-token-json'), digest: nodeDigest };

describe('reading a sink back', () => {
  it.each(NAMED_SHAPES)('finds in %s the fingerprint of what was delivered', async (name) => {
    const shape = shapeNamed(name);
    const file = join(folder(), 'token');
    const token = shapedToken(4);
    if (name === 'patch') writeFileSync(file, PATCHED, { mode: 0o600 });
    await putToken({ file, shape, mode: 0o600, owner: undefined }, token);
    const fingerprint = nodeDigest.fingerprint(token.value.access.token);
    expect(await readSink(file, { shape, digest: nodeDigest })).toEqual({ kind: 'token', fingerprint });
  });

  it('finds another fingerprint when somebody wrote another token over it', async () => {
    const file = join(folder(), 'token');
    writeFileSync(file, '{"access_token": "theirs"}');
    expect(await readSink(file, json)).toEqual({
      kind: 'token',
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it('tells that nothing is there', async () => {
    expect(await readSink(join(folder(), 'token'), json)).toEqual({ kind: 'missing' });
  });

  it('does not take a text of another shape, a directory, a pipe or an endless file for a token', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'text'), 'bare token');
    writeFileSync(join(directory, 'long'), `{"access_token":"${'a'.repeat(17_000_000)}"}`);
    mkdirSync(join(directory, 'directory'));
    spawnSync('mkfifo', [join(directory, 'pipe')]);
    for (const name of ['text', 'long', 'directory', 'pipe']) {
      expect(await readSink(join(directory, name), json)).toEqual({ kind: 'foreign' });
    }
  });
});
