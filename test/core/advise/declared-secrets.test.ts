import { describe, expect, it } from '@jest/globals';
import { declaredSecrets } from '../../../core/advise/declared-secrets.ts';
import { declare } from '../../support/declare.ts';

describe('the secrets of a declaration', () => {
  it('are its grants with issuer, account and scopes, by where they are declared', () => {
    const declaration = declare(`version: 1
clients: { g: { issuer: google, clientId: id }, own: { issuer: { discovery: "https://a.example" }, clientId: id } }
grants:
  crew: { client: g, account: ops@example.com, scopes: [spreadsheets] }
  other: { client: own }
`);
    expect(declaredSecrets(declaration)).toEqual([
      {
        kind: 'refresh-token',
        place: 'grants.crew',
        name: null,
        fingerprint: null,
        issuer: 'google',
        account: 'ops@example.com',
        scopes: ['https://www.googleapis.com/auth/spreadsheets'],
        kept: 'declared',
      },
      expect.objectContaining({ kind: 'refresh-token', place: 'grants.other', issuer: null, account: null }),
    ]);
  });

  it('tell a grant without a refresh token by its kind, and an API key by who replaces it', () => {
    const declaration = declare(`version: 1
clients: { m: { issuer: microsoft, clientId: id, clientSecretEnv: S } }
grants:
  robot: { kind: service-account, keyFile: robot.json, scopes: [spreadsheets] }
  aws:
    kind: aws-federation
    audience: //iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/a
    scopes: [cloud-platform]
  app: { kind: client-credentials, client: m, scopes: [a] }
apiKeys:
  mail: {}
`);
    expect(declaredSecrets(declaration).map(({ place, kind }) => [place, kind])).toEqual([
      ['grants.robot', 'google-service-account-key'],
      ['grants.aws', 'keyless'],
      ['grants.app', 'client-secret'],
      ['apiKeys.mail', 'api-key'],
    ]);
  });
});
