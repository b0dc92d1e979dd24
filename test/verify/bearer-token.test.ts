import { describe, expect, it } from '@jest/globals';
import { bearerTokenOf } from '../../verify/bearer-token.ts';

describe('the bearer token of a request', () => {
  it('is found in the headers of fetch and of Node, the scheme in any case', () => {
    expect(bearerTokenOf(new Headers({ Authorization: 'Bearer a.b.c' }))).toBe('a.b.c');
    expect(bearerTokenOf({ authorization: 'bearer  a.b.c', host: 'worker' })).toBe('a.b.c');
  });

  it('is found beside a header that is called get', () => {
    expect(bearerTokenOf({ get: 'x', authorization: 'Bearer a.b.c' })).toBe('a.b.c');
  });

  it.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['no token', { authorization: 'Bearer ' }],
    [
      'two tokens',
      new Headers([
        ['authorization', 'Bearer a'],
        ['authorization', 'Bearer b'],
      ]),
    ],
    ['a list', { authorization: ['Bearer a', 'Bearer b'] }],
    ['more words', { authorization: 'Bearer a.b.c d' }],
    ['no scheme', { authorization: 'a.b.c' }],
  ])('is missing with %s, and the error does not repeat what stood there', (_what, headers) => {
    expect(() => bearerTokenOf(headers)).toThrow(
      'the request carries no bearer token: expected one Authorization header of the form Bearer TOKEN',
    );
  });
});
