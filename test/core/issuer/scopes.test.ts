import { expect, it } from '@jest/globals';
import { expandScopes, isBasicProfile } from '../../../core/issuer/scopes.ts';

it('short scopes get the prefix; those in full, and those of OpenID Connect, stay', () => {
  const scopes = [
    'spreadsheets',
    'openid',
    'email',
    'profile',
    'https://mail.google.com/',
    'urn:x',
    'spreadsheets',
  ];
  expect(expandScopes(scopes, 'https://p/')).toEqual([
    'https://p/spreadsheets',
    'openid',
    'email',
    'profile',
    'https://mail.google.com/',
    'urn:x',
  ]);
  expect(expandScopes(['repo'], undefined)).toEqual(['repo']);
});

it('a grant is a basic profile when it names the account and nothing more', () => {
  expect(isBasicProfile(['openid', 'https://www.googleapis.com/auth/userinfo.email'])).toBe(true);
  expect(isBasicProfile(['openid', 'https://www.googleapis.com/auth/spreadsheets'])).toBe(false);
  expect(isBasicProfile([])).toBe(false);
});
