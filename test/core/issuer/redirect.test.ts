import { describe, expect, it } from '@jest/globals';
import { readRedirect } from '../../../core/issuer/redirect.ts';

const expected = {
  redirectUri: 'http://127.0.0.1:4000/callback',
  state: 's1',
  issuer: 'https://issuer.example',
};
const read = (query: string) => readRedirect(`http://127.0.0.1:4000/callback?${query}`, expected);

describe('reading a redirect', () => {
  it('takes the code, also from a pasted line', () => {
    const redirect = readRedirect(' http://127.0.0.1:4000/callback?code=c1&state=s1 \n', expected);
    expect(redirect.kind === 'code' && redirect.code.reveal()).toBe('c1');
    expect(read('code=c1&state=s1&iss=https%3A%2F%2Fissuer.example').kind).toBe('code');
  });

  it('hands the refusal of the issuer over', () => {
    expect(read('error=access_denied&error_description=no&state=s1')).toEqual({
      kind: 'refused',
      error: 'access_denied',
      description: 'no',
    });
  });

  it.each([
    ['code=c1&state=s2', 'StateMismatch'],
    ['code=c1', 'StateMismatch'],
    ['code=c1&state=s1&state=s2', 'StateMismatch'],
    ['error=access_denied&state=s2', 'StateMismatch'],
    ['code=c1&state=s1&iss=https://other.example', 'IssuerMismatch'],
    ['state=s1', 'NotARedirect'],
  ])('refuses %s', (query, reason) => {
    const redirect = read(query);
    expect(redirect).toMatchObject({ kind: 'invalid', reason });
    expect(JSON.stringify(redirect)).not.toContain('c1');
  });

  it.each([
    '',
    'c1',
    'https://evil.example/callback?code=c1&state=s1',
    'http://127.0.0.1:4000/other?code=c1&state=s1',
  ])('refuses %p, which is not the redirect address', (address) => {
    expect(readRedirect(address, expected)).toMatchObject({ kind: 'invalid', reason: 'NotARedirect' });
  });
});
