import { describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../adapters/node/node-digest.ts';
import { writeTokenValue } from '../../../core/grant/value.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { TokenBook } from '../../../host/daemon/token-book.ts';
import { declare } from '../../support/declare.ts';

const { tokens } = declare(`
version: 1
clients: { google: { issuer: google, publishingStatus: production, clientId: desk } }
grants: { crew: { client: google, scopes: [spreadsheets] }, own: { client: google, scopes: [spreadsheets] } }
tokens: { sheets: { grant: crew }, mail: { grant: crew }, other: { grant: own } }
`);

function tokenValue(generation: number): SecretText {
  const access = { token: new SecretText(`t${generation}`), tokenType: 'Bearer', issuedAt: 0, expiresAt: 9 };
  return writeTokenValue({ schema: 1, generation, access, scopes: [] });
}

describe('the tokens that a host holds', () => {
  it('are the newest of each, in whatever order they were read', () => {
    const book = new TokenBook(nodeDigest);
    const kept = [3, 5, 4, 5].map((generation) => book.keep('sheets', tokenValue(generation)));
    expect(kept.map((each) => [each?.isNew, each?.held.value.generation])).toEqual([
      [true, 3],
      [true, 5],
      [false, 5],
      [false, 5],
    ]);
    expect(book.of('sheets')?.fingerprint).toBe(nodeDigest.fingerprint(new SecretText('t5')));
    expect(book.of('mail')).toBeUndefined();
  });

  it('are not replaced by what evergrant did not write', () => {
    const book = new TokenBook(nodeDigest);
    book.keep('sheets', tokenValue(1));
    for (const text of ['', 'a password', '{}', '{"schema":2}'])
      expect(book.keep('sheets', new SecretText(text))).toBeUndefined();
    expect(book.of('sheets')?.value.generation).toBe(1);
  });

  it('are the newest of a credential under any of its names, and never of another one', () => {
    const book = new TokenBook(nodeDigest);
    book.keep('sheets', tokenValue(2));
    book.keep('mail', tokenValue(3));
    book.keep('other', tokenValue(9));
    expect(book.ofCredential('crew', tokens.values())?.value.generation).toBe(3);
    expect(book.ofCredential('nobody', tokens.values())).toBeUndefined();
  });

  it('are read by sinks as secrets with one version each, which is their generation', async () => {
    const book = new TokenBook(nodeDigest);
    expect(await book.labelled('token/sheets')).toBeUndefined();
    book.keep('sheets', tokenValue(1));
    book.keep('sheets', tokenValue(2));
    expect(await book.labelled('token/sheets')).toBe('2');
    expect((await book.read('token/sheets', '2'))?.reveal()).toBe(tokenValue(2).reveal());
    expect(await book.read('token/sheets', '1')).toBeUndefined();
  });
});
