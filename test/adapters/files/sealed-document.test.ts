import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from '../../../adapters/files/sealed-document.ts';
import { bitFlips, truncations } from '../../support/damaged-bytes.ts';

const CONTENT = { generation: 3, scopes: ['a', 'é'], '10': 'x', '2': 'y', nested: { none: null, zero: 0 } };
const BYTES = seal('ledger/grant/crew-sheets#3', CONTENT);

describe('a sealed document', () => {
  it('gives back what was sealed', () => {
    expect(unseal('ledger/grant/crew-sheets#3', BYTES)).toEqual({ kind: 'sound', content: CONTENT });
  });

  it('is damaged in any other place', () => {
    expect(unseal('ledger/grant/crew-sheets#4', BYTES).kind).toBe('damaged');
    expect(unseal('ledger/grant/other#3', BYTES).kind).toBe('damaged');
  });

  it('is damaged by every truncation', () => {
    const unrecognised = truncations(BYTES).filter((bytes) => opens(bytes));
    expect(unrecognised).toEqual([]);
  });

  it('is damaged by every single flipped bit', () => {
    const flips = bitFlips(BYTES);
    expect(flips).toHaveLength(BYTES.length * 8);
    expect(flips.filter((bytes) => opens(bytes))).toEqual([]);
  });

  it('is damaged by bytes added at either end', () => {
    expect(opens(Buffer.concat([BYTES, Buffer.from('\n')]))).toBe(false);
    expect(opens(Buffer.concat([Buffer.from(' '), BYTES]))).toBe(false);
  });
});

function opens(bytes: Uint8Array): boolean {
  return unseal('ledger/grant/crew-sheets#3', bytes).kind === 'sound';
}
