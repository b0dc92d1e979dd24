import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readExternalAccount } from '../../../adapters/config-file/external-account.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const VERIFY = 'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15';
const SOURCE = {
  environment_id: 'aws1',
  region_url: 'http://169.254.169.254/latest/meta-data/placement/availability-zone',
  url: 'http://169.254.169.254/latest/meta-data/iam/security-credentials',
  regional_cred_verification_url: VERIFY,
  imdsv2_session_token_url: 'http://169.254.169.254/latest/api/token',
};
const FILE = {
  universe_domain: 'googleapis.com',
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/a',
  subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
  token_url: 'https://sts.googleapis.com/v1/token',
  service_account_impersonation_url:
    'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:generateAccessToken',
  credential_source: SOURCE,
};

async function read(content: unknown) {
  const path = join(folder(), 'google.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return await readExternalAccount(path);
}

describe('a credential configuration of Google', () => {
  it('is read as gcloud writes it', async () => {
    expect(await read(FILE)).toEqual({
      audience: FILE.audience,
      tokenEndpoint: FILE.token_url,
      impersonation: { url: FILE.service_account_impersonation_url, lifetimeSeconds: 3600 },
      verificationUrl: VERIFY,
      metadataOrigin: 'http://169.254.169.254',
    });
  });

  it('may name no service account, and a longer life of its tokens', async () => {
    const { service_account_impersonation_url: _, ...direct } = FILE;
    expect(await read(direct)).toMatchObject({ impersonation: null });
    const longer = { ...FILE, service_account_impersonation: { token_lifetime_seconds: 7200 } };
    expect(await read(longer)).toMatchObject({ impersonation: { lifetimeSeconds: 7200 } });
  });

  it.each<[string, unknown, RegExp]>([
    ['is not JSON', '{', /is not JSON$/],
    ['is of another type', { ...FILE, type: 'service_account' }, /its type is not "external_account"$/],
    [
      'is for another identity',
      { ...FILE, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      /for another identity than that of AWS/,
    ],
    [
      'would run a program',
      { ...FILE, credential_source: { ...SOURCE, executable: { command: '/bin/true' } } },
      /names an executable, and no program is run/,
    ],
    [
      'is of another version',
      { ...FILE, credential_source: { ...SOURCE, environment_id: 'aws2' } },
      /"aws1"$/,
    ],
    ['sends to others', { ...FILE, token_url: 'https://sts.evil.example/v1/token' }, /token_url that is not/],
    [
      'impersonates elsewhere',
      { ...FILE, service_account_impersonation_url: 'https://evil.example/x:generateAccessToken' },
      /service_account_impersonation_url that is not an address of Google$/,
    ],
    [
      'lets others verify',
      { ...FILE, credential_source: { ...SOURCE, regional_cred_verification_url: 'https://evil.example' } },
      /regional_cred_verification_url that is not an address of AWS's STS$/,
    ],
    [
      'asks others for credentials',
      { ...FILE, credential_source: { ...SOURCE, url: 'http://10.0.0.1/latest' } },
      /credential_source\.url that is not an address of AWS's instance metadata$/,
    ],
    [
      'asks others for credentials, by TLS',
      { ...FILE, credential_source: { ...SOURCE, url: 'https://evil.example/latest' } },
      /credential_source\.url that is not/,
    ],
    [
      'asks for a life too long',
      { ...FILE, service_account_impersonation: { token_lifetime_seconds: 90_000 } },
      /token_lifetime_seconds$/,
    ],
  ])('is refused when it %s', async (_why, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'ExternalAccountInvalid',
      exitCode: 78,
      message: expect.stringMatching(message),
    });
  });

  it('that is not there is named, with how it is made', async () => {
    await expect(readExternalAccount('/nowhere/google.json')).rejects.toMatchObject({
      code: 'CredentialsFileMissing',
      message: expect.stringMatching(/\/nowhere\/google\.json cannot be read \(ENOENT\)$/),
      remedy: expect.stringMatching(/create-cred-config/),
    });
  });
});
