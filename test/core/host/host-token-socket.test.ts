import { describe, expect, it } from '@jest/globals';
import { hostTokenSocket } from '../../../core/host/host-token-socket.ts';
import { declare } from '../../support/declare.ts';
import { withHosts } from '../../support/declared-host.ts';

const TWO_TOKENS = withHosts(
  `
  ops: { kind: external, tokens: [sheets] }
  T440: { kind: external, tokens: [drafts] }
`,
  'tokenSocket: { group: jada, tokens: [sheets] }',
).replace('sheets: { grant: crew-sheets }', 'sheets: { grant: crew-sheets }, drafts: { grant: crew-sheets }');

function socketOf(yaml: string, name: string) {
  const declaration = declare(yaml);
  const host = declaration.hosts.get(name);
  return host && hostTokenSocket(declaration, host);
}

describe('the token socket of a host', () => {
  it('has the tokens that are its own', () => {
    expect([...(socketOf(TWO_TOKENS, 'ops')?.tokens.keys() ?? [])]).toEqual(['sheets']);
    expect(socketOf(TWO_TOKENS, 'ops')?.group).toBe('jada');
  });

  it('is not there where none of them is served', () => {
    expect(socketOf(TWO_TOKENS, 'T440')).toBeUndefined();
  });

  it('is not there where none is declared', () => {
    expect(socketOf(withHosts('  ops: { kind: external, tokens: [sheets] }'), 'ops')).toBeUndefined();
  });
});
