import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { fingerprintOf } from '../../verify/fingerprint.ts';

it('is the first 12 digits of the SHA-256, as everywhere in Evergrant', async () => {
  for (const token of ['', 'a.b.c', 'x'.repeat(5_000)]) {
    expect(await fingerprintOf(token)).toBe(createHash('sha256').update(token).digest('hex').slice(0, 12));
  }
});
