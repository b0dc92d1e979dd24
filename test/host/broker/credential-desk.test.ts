import { describe, expect, it } from '@jest/globals';
import { type CredentialDesk, deskOf } from '../../../host/broker/credential-desk.ts';

function desk(...names: readonly string[]): CredentialDesk {
  return {
    start: () => {},
    stop: async () => {},
    has: (name) => names.includes(name),
    follow: () => {
      throw new Error('not asked');
    },
  };
}

describe('the desk of a credential', () => {
  const grants = desk('crew');
  const keys = desk('mail');

  it('is the one that has it', () => {
    expect(deskOf('mail', [grants, keys])).toBe(keys);
    expect(deskOf('crew', [grants, keys])).toBe(grants);
  });

  it('is the first one for a name that none has, which says what there is', () => {
    expect(deskOf('nobody', [keys, grants])).toBe(keys);
  });
});
