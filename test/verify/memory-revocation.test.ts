import { describe, expect, it } from '@jest/globals';
import { MemoryRevocation } from '../../verify/memory-revocation.ts';

const identity = {
  subject: 'mayor',
  keyId: 'key-1',
  issuedAt: new Date(0),
  expiresAt: new Date(28_800_000),
};

describe('revocations in memory', () => {
  it('are forgotten after the end of their token and 10 minutes more, when the next one comes', () => {
    let now = 0;
    const list = new MemoryRevocation({ now: () => now });
    list.revoke('a', { expiresAt: new Date(1_000) });
    list.revoke('b');
    now = 601_000;
    list.revoke('c', { expiresAt: new Date(now) });
    expect(list.size).toBe(3);
    now += 1;
    list.revoke('c', { expiresAt: new Date(now) });
    expect(list.size).toBe(2);
    expect(list.lookUp({ ...identity, jti: 'b' }).token).toBe(true);
  });

  it('for everybody and for one subject hold together: the later moment counts', () => {
    const list = new MemoryRevocation();
    list.revokeIssuedBefore(new Date(5_000));
    list.revokeIssuedBefore(new Date(3_000), { subject: 'mayor' });
    expect(list.lookUp({ ...identity, jti: 'a' }).issuedBefore).toEqual(new Date(5_000));
    list.revokeIssuedBefore(new Date(7_000), { subject: 'mayor' });
    expect(list.lookUp({ ...identity, jti: 'a' }).issuedBefore).toEqual(new Date(7_000));
    expect(list.lookUp({ ...identity, jti: 'a', subject: undefined }).issuedBefore).toEqual(new Date(5_000));
  });

  it('never move back', () => {
    const list = new MemoryRevocation();
    list.revokeIssuedBefore(new Date(5_000));
    list.revokeIssuedBefore(new Date(1_000));
    expect(list.lookUp({ ...identity, jti: 'a' }).issuedBefore).toEqual(new Date(5_000));
  });

  it('refuse dates that are none', () => {
    const list = new MemoryRevocation();
    const none = new Date('tomorrow');
    expect(() => list.revokeIssuedBefore(none)).toThrow(TypeError);
    expect(() => list.revoke('a', { expiresAt: none })).toThrow(TypeError);
  });
});
