import { expect, it } from '@jest/globals';
import { urlKind } from '../../../core/issuer/secure-url.ts';

it.each([
  ['https://a.example/token', 'secure'],
  ['http://127.0.0.1:4000', 'secure'],
  ['http://127.8.9.10', 'secure'],
  ['http://[::1]:4000/', 'secure'],
  ['http://localhost/x', 'secure'],
  ['http://a.example', 'plain'],
  ['http://127.0.0.1.a.example', 'plain'],
  ['http://localhost.a.example', 'plain'],
  ['http://10.0.0.1', 'plain'],
  ['https://user:password@a.example', 'malformed'],
  ['ftp://a.example', 'malformed'],
  ['a.example', 'malformed'],
  ['', 'malformed'],
])('%j is %s', (url, kind) => {
  expect(urlKind(url)).toBe(kind);
});
