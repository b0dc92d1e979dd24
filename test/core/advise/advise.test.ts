import { describe, expect, it } from '@jest/globals';
import { OUTLOOKS } from '../../../core/advise/advice.ts';
import { advise } from '../../../core/advise/advise.ts';
import { ADVICE_RULES } from '../../../core/advise/rules.ts';
import type { StoredSecret } from '../../../core/advise/stored-secret.ts';

const secret = (some: Partial<StoredSecret>): StoredSecret => ({
  kind: 'refresh-token',
  place: '/s',
  name: null,
  fingerprint: 'abcdefabcdef',
  issuer: null,
  account: null,
  scopes: [],
  kept: 'found',
  ...some,
});

const rulesFor = (some: Partial<StoredSecret>) =>
  advise([secret(some)]).flatMap(({ outlook, advice }) => [outlook, ...advice.map(({ rule }) => rule)]);

const SHEETS = 'https://www.googleapis.com/auth/spreadsheets';
const MAIL = 'https://www.googleapis.com/auth/gmail.readonly';

describe('advice', () => {
  it.each<[string, Partial<StoredSecret>, readonly string[]]>([
    [
      'a key of a service account',
      { kind: 'google-service-account-key', issuer: 'google' },
      ['keyless', 'FederateFromAws', 'ImpersonateServiceAccount', 'ServiceAccountBehindTheBroker'],
    ],
    [
      'a key of a service account that the broker reads',
      { kind: 'google-service-account-key', issuer: 'google', kept: 'declared' },
      ['keyless', 'FederateFromAws', 'ImpersonateServiceAccount'],
    ],
    [
      'a grant for sheets that can be shared, whoever the person is',
      { issuer: 'google', account: 'crew@gmail.com', scopes: [SHEETS, 'openid', 'email'], kept: 'declared' },
      ['keyless', 'ShareWithServiceAccount'],
    ],
    [
      'a grant for mail of a Workspace account',
      { issuer: 'google', account: 'ops@example.com', scopes: [MAIL], kept: 'declared' },
      ['better', 'DelegateInWorkspace'],
    ],
    [
      'a grant for mail of a consumer account, which nobody can delegate',
      { issuer: 'google', account: 'jennifer@gmail.com', scopes: [MAIL, SHEETS], kept: 'declared' },
      ['keep', 'ConsumerAccountNeedsConsent'],
    ],
    [
      'a grant for Google Cloud',
      { issuer: 'google', scopes: ['https://www.googleapis.com/auth/cloud-platform'], kept: 'declared' },
      ['keyless', 'CloudWithoutPerson'],
    ],
    [
      'a refresh token of Google in a file that tells no scopes',
      { issuer: 'google' },
      ['better', 'DelegateInWorkspace', 'BehindTheBroker'],
    ],
    ['a grant of another issuer', { issuer: 'xero', kept: 'declared' }, ['keep', 'ConsentIsNeeded']],
    [
      'a grant of Microsoft',
      { issuer: 'microsoft', kept: 'declared' },
      ['better', 'AppOnlyAccess', 'ConsentIsNeeded'],
    ],
    [
      'a refresh token that lies about, of nobody knows whom',
      {},
      ['better', 'BehindTheBroker', 'UnknownIssuer'],
    ],
    [
      'an access key of AWS',
      { kind: 'aws-access-key', issuer: 'aws' },
      ['keyless', 'InstanceProfile', 'SsmHybridActivation', 'RolesAnywhere'],
    ],
    [
      'a GitHub token of a person',
      { kind: 'github-personal-token', issuer: 'github' },
      ['keyless', 'WorkflowToken', 'GitHubApp'],
    ],
    [
      'a key of a model vendor',
      { kind: 'api-key', issuer: 'anthropic' },
      ['keyless', 'CloudIdentityForModels', 'ReplaceByHand'],
    ],
    [
      'a key of an API with a rotator',
      { kind: 'api-key', issuer: 'sendgrid' },
      ['better', 'RotateByManagementApi'],
    ],
    ['a key of nobody knows what', { kind: 'api-key' }, ['better', 'OidcInsteadOfKey', 'ReplaceByHand']],
    ['a private key', { kind: 'private-key' }, ['keyless', 'TemporarySshAccess']],
    ['a client secret', { kind: 'client-secret', issuer: 'google' }, ['keep', 'ClientSecretStays']],
    ['a short-lived token', { kind: 'short-lived' }, ['good', 'EndsByItself']],
    ['federation', { kind: 'keyless', issuer: 'google' }, ['good', 'AlreadyKeyless']],
    ['a key that is rotated', { kind: 'rotated-api-key' }, ['good', 'AlreadyRotated']],
  ])('for %s', (_sentence, some, expected) => {
    expect(rulesFor(some)).toEqual(expected);
  });

  it('keeps the secrets in their order, and says nothing of none', () => {
    const places = advise([secret({ place: '/b' }), secret({ place: '/a' })]).map((one) => one.secret.place);
    expect(places).toEqual(['/b', '/a']);
    expect(advise([])).toEqual([]);
  });

  it('comes without the part of a rule that decides it, so that it can be sent as JSON', () => {
    const [advised] = advise([secret({ kind: 'aws-access-key' })]);
    expect(Object.keys(advised?.advice[0] ?? {})).not.toContain('kinds');
    expect(JSON.parse(JSON.stringify(advised))).toEqual(advised);
  });
});

describe('the rules of advice', () => {
  it('have names of their own', () => {
    const names = ADVICE_RULES.map(({ rule }) => rule);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  it.each(ADVICE_RULES)(
    '$rule says what to do unless nothing is to be done',
    ({ outlook, steps, why, title }) => {
      expect(OUTLOOKS).toContain(outlook);
      expect(steps.length > 0).toBe(outlook !== 'good');
      for (const text of [why, title, ...steps]) expect(text).not.toMatch(/\.$/);
    },
  );
});
