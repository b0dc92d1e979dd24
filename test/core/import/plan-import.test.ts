import { describe, expect, it } from '@jest/globals';
import type { FoundFile } from '../../../core/import/found.ts';
import { type ImportWishes, planImport } from '../../../core/import/plan-import.ts';
import { SecretText } from '../../../core/secret-text.ts';

const WISHES: ImportWishes = {
  directory: '/home/jada/.secrets',
  grant: 'office',
  issuer: undefined,
  account: undefined,
  scopes: undefined,
  credentialsFile: undefined,
};

function file(name: string, fields: Partial<FoundFile> = {}): FoundFile {
  return {
    name,
    client: undefined,
    clientId: undefined,
    refreshToken: undefined,
    accessTokenKey: undefined,
    scopes: [],
    account: undefined,
    ...fields,
  };
}

function client(
  clientId: string,
  { download = true, tokenEndpoint = 'https://oauth2.googleapis.com/token' } = {},
) {
  return {
    clientId,
    clientSecret: new SecretText(`secret of ${clientId}`),
    download,
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/auth',
    tokenEndpoint,
  };
}

const CREDENTIALS = file('gmail_credentials.json', { client: client('desk') });
const REFRESH = file('refresh_token.json', { refreshToken: new SecretText('1//refresh') });
const CACHE = file('google_token.json', { accessTokenKey: 'token', scopes: ['gmail.readonly'] });

function problemsOf(files: readonly FoundFile[], wishes: Partial<ImportWishes> = {}): readonly string[] {
  const result = planImport(files, { ...WISHES, ...wishes });
  return result.kind === 'problems' ? result.problems.map(({ reason }) => reason) : [];
}

describe('planning an import', () => {
  it('makes client, grant and sink out of the three files of system 3', () => {
    const result = planImport([CREDENTIALS, CACHE, REFRESH], WISHES);
    expect(result).toMatchObject({
      kind: 'plan',
      plan: {
        grant: 'office',
        client: {
          name: 'google',
          issuer: 'google',
          credentialsFile: '/home/jada/.secrets/gmail_credentials.json',
          secretToKeep: undefined,
        },
        scopes: ['gmail.readonly'],
        refreshToken: { file: '/home/jada/.secrets/refresh_token.json' },
        sink: {
          name: 'office-token-file',
          file: '/home/jada/.secrets/google_token.json',
          shape: 'google-authorized-user',
        },
      },
    });
  });

  it('keeps a client secret that lies only in the file that will be delivered over', () => {
    const all = file('token.json', {
      client: client('desk', { download: false }),
      clientId: 'desk',
      refreshToken: new SecretText('1//refresh'),
      accessTokenKey: 'token',
    });
    const result = planImport([all], WISHES);
    expect(result.kind === 'plan' && result.plan.client.credentialsFile).toBe(
      '/home/jada/.secrets/evergrant_client.json',
    );
    expect(result.kind === 'plan' && result.plan.client.secretToKeep?.reveal()).toBe('secret of desk');
  });

  it('gives a cache of a plain token answer the plain shape', () => {
    const cache = file('google_token.json', { accessTokenKey: 'access_token' });
    const result = planImport([CREDENTIALS, REFRESH, cache], WISHES);
    expect(result.kind === 'plan' && result.plan.sink?.shape).toBe('access-token-json');
  });

  it("takes endpoints that are not Google's as they are, and a wished issuer before them", () => {
    const elsewhere = file('client.json', {
      client: client('desk', { tokenEndpoint: 'https://login.example.com/token' }),
    });
    const issuerOf = (issuer: string | undefined) => {
      const result = planImport([elsewhere, REFRESH], { ...WISHES, issuer });
      return result.kind === 'plan' ? result.plan.client.issuer : undefined;
    };
    expect(issuerOf(undefined)).toMatchObject({ tokenEndpoint: 'https://login.example.com/token' });
    expect(issuerOf('https://login.example.com')).toEqual({ discovery: 'https://login.example.com' });
    expect(issuerOf('microsoft')).toBe('microsoft');
  });

  it('names everything that is missing at once', () => {
    expect(problemsOf([CACHE])).toEqual(['ClientMissing', 'RefreshTokenMissing']);
  });

  it('refuses a refresh token of another client', () => {
    const others = file('authorized_user.json', {
      clientId: 'other',
      refreshToken: new SecretText('1//refresh'),
    });
    expect(problemsOf([CREDENTIALS, others])).toEqual(['ClientMismatch']);
  });

  it('lets a person choose between clients and between refresh tokens', () => {
    const second = file('sheets_credentials.json', { client: client('sheets') });
    expect(problemsOf([CREDENTIALS, second, REFRESH])).toEqual(['SeveralClients']);
    expect(problemsOf([CREDENTIALS, second, REFRESH], { credentialsFile: second.name })).toEqual([]);
    const older = file('old.json', { refreshToken: new SecretText('1//older') });
    expect(problemsOf([CREDENTIALS, REFRESH, older])).toEqual(['SeveralRefreshTokens']);
  });

  it('takes the same refresh token in two files for one', () => {
    const copy = file('token.json', { refreshToken: new SecretText('1//refresh'), accessTokenKey: 'token' });
    const result = planImport([CREDENTIALS, copy, REFRESH], WISHES);
    expect(result.kind === 'plan' && result.plan.refreshToken.file).toBe(
      '/home/jada/.secrets/refresh_token.json',
    );
  });
});
