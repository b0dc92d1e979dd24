import { describe, expect, it } from '@jest/globals';
import { declare, parseYamlDeclaration } from '../../support/declare.ts';

const AUDIENCE =
  '//iam.googleapis.com/projects/123456/locations/global/workloadIdentityPools/ships/providers/aws';
const SCOPE = 'https://www.googleapis.com/auth/';

describe('a grant', () => {
  it('is a consent unless it says otherwise', () => {
    const { grants } = declare(`
version: 1
clients: { c: { clientId: id, issuer: xero } }
grants: { a: { client: c }, b: { kind: consent, client: c } }`);
    expect([...grants.values()].map(({ kind }) => kind)).toEqual(['consent', 'consent']);
  });

  it('of a service account has a key file and Google scopes in full', () => {
    const { grants } = declare(`
version: 1
grants:
  office: { kind: service-account, keyFile: keys/office.json, subject: anna@example.com, scopes: [spreadsheets] }`);
    expect(grants.get('office')).toMatchObject({
      kind: 'service-account',
      keyFile: '/etc/evergrant/keys/office.json',
      subject: 'anna@example.com',
      scopes: [`${SCOPE}spreadsheets`],
    });
  });

  it('of an AWS identity names a provider or a file of Google, and asks for cloud-platform by itself', () => {
    const { grants } = declare(`
version: 1
grants:
  direct: { kind: aws-federation, audience: ${AUDIENCE} }
  acting: { kind: aws-federation, audience: ${AUDIENCE}, serviceAccount: a@b.iam.gserviceaccount.com, scopes: [drive] }
  filed: { kind: aws-federation, credentialsFile: ~/google.json }`);
    expect(grants.get('direct')).toMatchObject({
      federation: { kind: 'declared', audience: AUDIENCE, serviceAccount: undefined },
      scopes: [`${SCOPE}cloud-platform`],
    });
    expect(grants.get('acting')).toMatchObject({
      federation: { serviceAccount: 'a@b.iam.gserviceaccount.com' },
      scopes: [`${SCOPE}drive`],
    });
    expect(grants.get('filed')).toMatchObject({
      federation: { kind: 'credentialsFile', path: '/home/ops/google.json' },
    });
  });

  it('of a client for itself has the client', () => {
    const { grants, clients } = declare(`
version: 1
clients: { c: { clientId: id, clientSecretEnv: S, issuer: zoom } }
grants: { meetings: { kind: client-credentials, client: c, scopes: [meeting:read] } }`);
    expect(grants.get('meetings')).toMatchObject({ client: clients.get('c'), scopes: ['meeting:read'] });
  });
});

describe('a grant is refused', () => {
  it.each<[string, string, string, string, RegExp]>([
    [
      'of a kind that there is not',
      '{ kind: oauth }',
      'kind',
      'unknownWord',
      /"consent" or "service-account"/,
    ],
    ['by consent without a client', '{ scopes: [a] }', 'client', 'missing', /^the name of a client$/],
    [
      'by consent with a key file',
      '{ client: c, keyFile: k }',
      'keyFile',
      'refusedKey',
      /^this key stands only with "kind: service-account"$/,
    ],
    [
      'of a service account with a client',
      '{ kind: service-account, keyFile: k, scopes: [a], client: c }',
      'client',
      'refusedKey',
      /"kind: consent" or "kind: client-credentials"$/,
    ],
    [
      'of a service account without its key',
      '{ kind: service-account, scopes: [a] }',
      'keyFile',
      'missing',
      /^the JSON key of a service account$/,
    ],
    [
      'of a service account without a scope',
      '{ kind: service-account, keyFile: k }',
      'scopes',
      'missing',
      /^at least one scope/,
    ],
    [
      'of a service account with an account: the subject is meant',
      '{ kind: service-account, keyFile: k, scopes: [a], account: anna@example.com }',
      'account',
      'refusedKey',
      /"kind: consent"$/,
    ],
    [
      'of an AWS identity that names no provider',
      '{ kind: aws-federation }',
      '',
      'choice',
      /^one of "audience", "credentialsFile"$/,
    ],
    [
      'of an AWS identity with a provider of another form',
      '{ kind: aws-federation, audience: "https://iam.googleapis.com/projects/1" }',
      'audience',
      'malformed',
      /^the full name of a provider, \/\/iam\.googleapis\.com\/projects\/NUMBER/,
    ],
    [
      'of an AWS identity with a service account beside the file that holds it',
      '{ kind: aws-federation, credentialsFile: f, serviceAccount: a@b.iam.gserviceaccount.com }',
      'serviceAccount',
      'refusedKey',
      /is in the file that credentialsFile names$/,
    ],
    [
      'of an AWS identity with an address that is no service account',
      `{ kind: aws-federation, audience: ${AUDIENCE}, serviceAccount: anna@example.com }`,
      'serviceAccount',
      'malformed',
      /^the e-mail address of a service account$/,
    ],
    [
      'with a refresh token',
      '{ client: c, refreshToken: x }',
      'refreshToken',
      'refusedKey',
      /obtained by consent/,
    ],
  ])('%s', (_why, grant, key, kind, expected) => {
    const parsed = parseYamlDeclaration(
      `version: 1\nclients: { c: { clientId: id, issuer: xero } }\ngrants: { g: ${grant} }`,
    );
    const problems = parsed.kind === 'invalid' ? parsed.problems : [];
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      path: key === '' ? ['grants', 'g'] : ['grants', 'g', key],
      kind,
      expected: expect.stringMatching(expected),
    });
  });
});

it('a key without an end is worth a warning, and an AWS identity is not', () => {
  const { lints } = declare(`
version: 1
alerts: { file: { file: alerts.jsonl } }
grants:
  office: { kind: service-account, keyFile: k.json, scopes: [drive] }
  direct: { kind: aws-federation, audience: ${AUDIENCE} }`);
  expect(lints).toEqual([
    { code: 'KeyWithoutEnd', path: 'grants.office', message: expect.stringMatching(/aws-federation/) },
  ]);
});
