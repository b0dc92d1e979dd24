import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { showAwsIdentity } from '../../../adapters/aws-identity/aws-identity.ts';
import { CALLER_IDENTITY } from '../../../adapters/config-file/external-account.ts';
import { parseServiceAccountKey } from '../../../adapters/config-file/service-account-key.ts';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { httpIssuer } from '../../../adapters/token-endpoint/http-issuer.ts';
import type { AssertionProof, FederationProof, Proof } from '../../../core/grant/proof.ts';
import type { Judgement } from '../../../core/refresh/judge.ts';
import { judgeProof } from '../../../core/refresh/judge-proof.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { AUDIENCE, EMAIL, GoogleStandIn } from '../../support/google/google-stand-in.ts';
import { httpListeners } from '../../support/http-listener.ts';

const SHEETS = 'https://www.googleapis.com/auth/spreadsheets';
const ANNA = 'anna@example.com';

let google: GoogleStandIn;
beforeEach(async () => {
  google = await GoogleStandIn.start();
});
afterEach(() => google.stop());

const issuer = httpIssuer({
  clock: systemClock,
  showIdentity: (subject, showing) => showAwsIdentity(subject, { showing, environment: {} }),
});

async function asked(proof: Proof, { at = Date.now(), scope = SHEETS } = {}): Promise<Judgement> {
  const tokenEndpoint = `${google.origin}${proof.kind === 'federation' ? '/v1/token' : '/token'}`;
  const answer = await issuer.send({ kind: 'proof', tokenEndpoint, proof, scope, at });
  return judgeProof(answer, { provider: 'google', proof });
}

function assertion(change: Partial<AssertionProof> = {}): AssertionProof {
  const { email, key, keyId, tokenEndpoint } = parseServiceAccountKey(
    new SecretText(google.keyFile()),
    'key.json',
  );
  return { kind: 'assertion', issuer: email, subject: null, audience: tokenEndpoint, keyId, key, ...change };
}

function federation(change: Partial<FederationProof> = {}): FederationProof {
  const url = `${google.origin}/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`;
  return {
    kind: 'federation',
    audience: AUDIENCE,
    subject: { kind: 'aws', verificationUrl: CALLER_IDENTITY, metadataOrigin: google.origin },
    impersonation: { url, lifetimeSeconds: 3600 },
    ...change,
  };
}

describe('a service account', () => {
  it('is given a token for the assertion that its key signs', async () => {
    const { verdict, tokens } = await asked(assertion());
    expect(verdict.class).toBe('ok');
    expect(tokens).toMatchObject({ expiresInSeconds: 3600, refreshToken: null });
  });

  it('acts for a person whose organization allows it', async () => {
    google.account.delegation.set(ANNA, [SHEETS]);
    expect((await asked(assertion({ subject: ANNA }))).verdict.class).toBe('ok');
  });

  it.each<[string, () => Proof | Promise<Proof>, string, RegExp]>([
    [
      'a key that was deleted',
      () => {
        google.account.keys.clear();
        return assertion();
      },
      'ServiceAccountKeyRefused',
      /gcloud iam service-accounts keys list/,
    ],
    [
      'an account that was disabled',
      () => {
        google.account.enabled = false;
        return assertion();
      },
      'ServiceAccountGone',
      /enable or restore it/,
    ],
    [
      'a delegation that is not there',
      () => assertion({ subject: ANNA }),
      'DelegationMissing',
      /Admin console/,
    ],
    [
      'another audience',
      () => assertion({ audience: 'https://elsewhere.example' }),
      'AudienceInvalid',
      /audience/,
    ],
  ])(
    'is refused for %s, which a person has to repair, and nothing is spent',
    async (_why, proof, reason, remedy) => {
      const { verdict } = await asked(await proof());
      expect(verdict).toMatchObject({ class: 'client_misconfigured', reason, spent: 'no' });
      expect(verdict.remedy).toMatch(remedy);
    },
  );

  it('whose clock is wrong is told so, with how far it is off', async () => {
    const { verdict, clockOffset } = await asked(assertion(), { at: Date.now() - 2 * 3_600_000 });
    expect(verdict).toMatchObject({ class: 'clock_skew', spent: 'no' });
    expect(clockOffset).toBe(0);
  });
});

describe('an AWS identity', () => {
  it('is exchanged for a token of the service account that it may act as', async () => {
    const { verdict, tokens } = await asked(federation());
    expect(verdict.class).toBe('ok');
    expect(Number(tokens?.expiresInSeconds)).toBeGreaterThan(3590);
    expect(google.asked.map(({ path }) => path).slice(-2)).toEqual([
      '/v1/token',
      expect.stringMatching(/:generateAccessToken$/),
    ]);
    expect(JSON.parse(google.asked.at(-1)?.body ?? '')).toEqual({ scope: [SHEETS], lifetime: '3600s' });
  });

  it('is given the federated token itself where it acts as nobody else', async () => {
    expect((await asked(federation({ impersonation: null }))).verdict.class).toBe('ok');
    const sent = new URLSearchParams(google.asked.at(-1)?.body);
    expect(sent.get('scope')).toBe(SHEETS);
  });

  it.each<[string, () => void, Partial<FederationProof>, string, RegExp]>([
    [
      'a pool that was deleted',
      () => {
        google.pool.exists = false;
      },
      {},
      'PoolUnknown',
      /workload-identity-pools providers describe/,
    ],
    [
      'a condition of the provider',
      () => {
        google.pool.condition = false;
      },
      {},
      'PolicyCondition',
      /attribute condition/,
    ],
    [
      'a role that it lacks on the service account',
      () => {
        google.pool.impersonation = false;
      },
      {},
      'ImpersonationDenied',
      /roles\/iam\.workloadIdentityUser/,
    ],
    [
      'credentials that AWS does not take',
      () => {
        const subject = google.identity;
        google.identity = { ...subject, region: 'us-west-2' };
      },
      {
        subject: {
          kind: 'aws',
          verificationUrl: CALLER_IDENTITY.replace('{region}', 'eu-west-1'),
          metadataOrigin: '',
        },
      },
      'AwsIdentityRefused',
      /aws sts get-caller-identity/,
    ],
    [
      'an instance without a role',
      () => {
        google.instanceRole = false;
      },
      {},
      'AwsCredentialsMissing',
      /instance profile/,
    ],
  ])(
    'is refused for %s, which a person has to repair, and nothing is spent',
    async (_why, change, proof, reason, remedy) => {
      change();
      const subject = proof.subject && { ...proof.subject, metadataOrigin: google.origin };
      const { verdict } = await asked(federation({ ...proof, ...(subject && { subject }) }));
      expect(verdict).toMatchObject({ class: 'client_misconfigured', reason, spent: 'no' });
      expect(verdict.remedy).toMatch(remedy);
    },
  );

  it('waits out an outage: nothing was spent', async () => {
    const { origin } = google;
    const [proof, tokenEndpoint] = [assertion(), `${origin}/token`];
    await google.stop();
    const answer = await issuer.send({ kind: 'proof', tokenEndpoint, proof, scope: SHEETS, at: Date.now() });
    const { verdict } = judgeProof(answer, { provider: 'google', proof });
    expect(verdict).toMatchObject({ class: 'transient', reason: 'NetworkUnreachable', spent: 'no' });
    google = await GoogleStandIn.start();
  });
});

it('no secret is in what is judged', async () => {
  google.account.keys.clear();
  const judged = JSON.stringify(await asked(assertion()));
  expect(judged).not.toMatch(/PRIVATE KEY|eyJ/);
});

describe('a client for itself', () => {
  const listen = httpListeners();

  it('is given a token for its identifier and secret', async () => {
    const server = await listen((_, response) =>
      response.end('{"access_token":"for-the-client","token_type":"Bearer","expires_in":600}'),
    );
    const proof: Proof = {
      kind: 'client',
      client: { clientId: 'desk', clientSecret: new SecretText('s3cret'), method: 'client_secret_basic' },
      parameters: { account_id: '42' },
    };
    const tokenEndpoint = `${server.origin}/token`;
    const answer = await issuer.send({
      kind: 'proof',
      tokenEndpoint,
      proof,
      scope: 'reports',
      at: Date.now(),
    });
    expect(judgeProof(answer, { provider: 'generic', proof }).tokens).toMatchObject({
      expiresInSeconds: 600,
    });
    const [heard] = server.heard;
    expect(heard?.headers.authorization).toBe(`Basic ${Buffer.from('desk:s3cret').toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(heard?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'reports',
      account_id: '42',
    });
  });

  it('whose secret is wrong is misconfigured', async () => {
    const server = await listen((_, response) => {
      response.statusCode = 401;
      response.end('{"error":"invalid_client"}');
    });
    const proof: Proof = {
      kind: 'client',
      client: { clientId: 'desk', clientSecret: new SecretText('wrong'), method: 'client_secret_post' },
      parameters: {},
    };
    const answer = await issuer.send({
      kind: 'proof',
      tokenEndpoint: `${server.origin}/token`,
      proof,
      scope: '',
      at: Date.now(),
    });
    const { verdict } = judgeProof(answer, { provider: 'generic', proof });
    expect(verdict).toMatchObject({ class: 'client_misconfigured', reason: 'ClientRefused', spent: 'no' });
  });
});
