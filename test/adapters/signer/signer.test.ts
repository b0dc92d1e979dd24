import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { signer } from '../../../adapters/signer/signer.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { SIGNING_ALGORITHMS } from '../../../core/signing-key/algorithm.ts';
import { readSigningKeyValue, writeSigningKeyValue } from '../../../core/signing-key/value.ts';

describe.each(SIGNING_ALGORITHMS)('a key pair for %s', (algorithm) => {
  it('signs what its public half verifies, under its name', async () => {
    const key = await signer.generate(algorithm);
    const token = await signer.sign({ sub: 'mayor' }, key);
    expect(decodeProtectedHeader(token.reveal())).toEqual({
      alg: algorithm,
      typ: 'JWT',
      kid: key.publicKey.kid,
    });
    expect(await signer.verify(token, { keys: [key.publicKey] })).toBe(true);
  });

  it('is refused once a single character was changed, and where another key is published', async () => {
    const key = await signer.generate(algorithm);
    const other = await signer.generate(algorithm);
    const token = (await signer.sign({ sub: 'mayor' }, key)).reveal();
    const [header, , signature] = token.split('.');
    const changed = `${header}.${Buffer.from('{"sub":"deacon"}').toString('base64url')}.${signature}`;
    expect(await signer.verify(new SecretText(changed), { keys: [key.publicKey] })).toBe(false);
    expect(await signer.verify(new SecretText(token), { keys: [other.publicKey] })).toBe(false);
    const impostor = { ...other.publicKey, kid: key.publicKey.kid };
    expect(await signer.verify(new SecretText(token), { keys: [impostor] })).toBe(false);
    expect(await signer.verify(new SecretText(token), { keys: [] })).toBe(false);
  });

  it('is named by its thumbprint, and nothing private is published', async () => {
    const { publicKey, privateKey } = await signer.generate(algorithm);
    expect(publicKey.kid).toBe(await calculateJwkThumbprint({ ...publicKey }));
    const { d } = JSON.parse(privateKey.reveal());
    expect(d).toMatch(/^[\w-]{40,}$/);
    expect(JSON.stringify(publicKey)).not.toContain(d);
    expect(Object.keys(publicKey).filter((member) => ['d', 'key_ops', 'ext'].includes(member))).toEqual([]);
  });

  it('signs again after it was stored and read', async () => {
    const made = await signer.generate(algorithm);
    const stored = writeSigningKeyValue({
      ...{ schema: 1, generation: 2, intentId: 'i', urgent: false, createdAt: 1 },
      ...made,
    });
    const value = readSigningKeyValue(stored);
    expect(value?.publicKey).toEqual(made.publicKey);
    const token = value && (await signer.sign({}, value));
    expect(token && (await signer.verify(token, { keys: [made.publicKey] }))).toBe(true);
  });
});

it('a damaged private key is told of without a word of it', async () => {
  const { publicKey } = await signer.generate('ES256');
  const signing = signer.sign({}, { publicKey, privateKey: new SecretText('{"kty":"EC","d":"hush') });
  await expect(signing).rejects.toMatchObject({ code: 'SigningKeyDamaged' });
  await expect(signing).rejects.not.toThrow(/hush/);
});
