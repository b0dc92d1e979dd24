import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NO_SIGNING_KEY, type PublishedKey, type SigningKeyState } from '../../../core/signing-key/state.ts';
import { fingerprintOf, rotatedSigningKey, signingKeyView } from '../../../host/broker/signing-key-views.ts';

const sha = createHash('sha256').update('a public key');
const hex = sha.copy().digest('hex');
const kid = sha.digest('base64url');

const key: PublishedKey = {
  generation: 3,
  intentId: 'i',
  versionId: 'v',
  publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'x', kid, alg: 'EdDSA', use: 'sig' },
  publishedAt: 1_000,
  signsFrom: 2_000,
  withdrawAt: null,
};
const state: SigningKeyState = { ...NO_SIGNING_KEY, published: [key], rotateAt: 9_000 };

describe('a signing key', () => {
  it('has a fingerprint like a token: the first digits of the hash that its id is', () => {
    expect(fingerprintOf(kid)).toBe(hex.slice(0, 12));
  });

  it('is healthy for its followers once one signs, and holds nobody before', () => {
    expect(signingKeyView('town', { state, now: 2_000 })).toMatchObject({
      state: 'healthy',
      generation: 3,
      fingerprint: hex.slice(0, 12),
    });
    expect(signingKeyView('town', { state: NO_SIGNING_KEY, now: 0 })).toMatchObject({
      state: 'noGrant',
      onDemand: true,
    });
  });

  it('names the tokens that an emergency ends', () => {
    const outcome = {
      kind: 'rotated',
      generation: 4,
      kid,
      signsFrom: 5_000,
      previousEndsAt: null,
      dying: [{ name: 'mayor', id: 'jti-1', fingerprint: 'f', expiresAt: 7_000 }],
    } as const;
    expect(rotatedSigningKey('town', { outcome, state })).toMatchObject({
      kind: 'rotated',
      signing: {
        kid,
        signsFrom: 5_000,
        ended: [{ token: 'mayor', jti: 'jti-1', fingerprint: 'f', expiresAt: 7_000 }],
      },
    });
  });

  it('says when it is due where nothing was, and to come back where somebody is at work', () => {
    expect(rotatedSigningKey('town', { outcome: { kind: 'fresh' }, state })).toMatchObject({
      kind: 'fresh',
      generation: 3,
      dueAt: 9_000,
    });
    expect(rotatedSigningKey('town', { outcome: { kind: 'busy' }, state })).toMatchObject({
      kind: 'unavailable',
      retryable: true,
    });
  });
});
