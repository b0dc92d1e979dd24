import { describe, expect, it } from '@jest/globals';
import { readRelease, releaseName } from '../../../core/host/release.ts';

const SHA256 = 'a1'.repeat(32);
const name = '/evergrant/jada/release';
const read = (change: object) =>
  readRelease(JSON.stringify({ schema: 1, sha256: SHA256, source: 's3://assets-1/a/b.mjs', ...change }), {
    name,
  });

describe('the release of a deployment', () => {
  it('is a file in a bucket, known by its SHA-256', () => {
    const release = read({});
    expect(release).toEqual({ sha256: SHA256, bucket: 'assets-1', key: 'a/b.mjs' });
    expect(releaseName(release)).toBe('a1a1a1a1a1a1');
  });

  it.each([
    ['of another schema', { schema: 2 }],
    ['without SHA-256', { sha256: undefined }],
    ['with a short SHA-256', { sha256: 'a1' }],
    ['with capitals in it', { sha256: SHA256.toUpperCase() }],
    ['elsewhere than in S3', { source: 'https://example.com/b.mjs' }],
    ['without a key', { source: 's3://assets-1/' }],
    ['with words for a shell in its key', { source: 's3://assets-1/$(id)' }],
    ['from a list', { source: ['s3://assets-1/a'].concat('x') }],
  ])('is refused %s, with the name of its parameter', (_, change) => {
    expect(() => read(change)).toThrow(
      expect.objectContaining({ code: 'ReleaseInvalid', message: expect.stringContaining(name) }),
    );
  });

  it('is refused when it is no JSON', () => {
    for (const text of ['', 'null', '[]', '{'])
      expect(() => readRelease(text, { name })).toThrow(expect.objectContaining({ code: 'ReleaseInvalid' }));
  });
});
