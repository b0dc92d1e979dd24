import { describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { SecretText } from '../../../core/secret-text.ts';

const DNS_NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('digests', () => {
  it('give the UUID that RFC 9562 appendix A.4 gives', () => {
    expect(nodeDigest.uuid5(DNS_NAMESPACE, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('refuse a namespace that is no UUID', () => {
    expect(() => nodeDigest.uuid5('here', 'there')).toThrow('expected a UUID as namespace, got here');
  });

  it('name a secret by the first 12 digits of its SHA-256', () => {
    expect(nodeDigest.fingerprint(new SecretText('abc'))).toBe('ba7816bf8f01');
  });
});
