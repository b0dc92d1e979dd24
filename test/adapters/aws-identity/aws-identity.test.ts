import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { showAwsIdentity } from '../../../adapters/aws-identity/aws-identity.ts';
import { CALLER_IDENTITY } from '../../../adapters/config-file/external-account.ts';
import { checkStatement } from '../../support/google/check-statement.ts';
import { AUDIENCE, GoogleStandIn } from '../../support/google/google-stand-in.ts';

const AT = Date.parse('2026-11-22T18:00:00Z');
const OF_ENVIRONMENT = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret/of+environment',
  region: 'eu-west-1',
};

let google: GoogleStandIn;
beforeEach(async () => {
  google = await GoogleStandIn.start();
});
afterEach(() => google.stop());

async function shown(environment: Record<string, string>): Promise<string> {
  const subject = { kind: 'aws', verificationUrl: CALLER_IDENTITY, metadataOrigin: google.origin } as const;
  const statement = await showAwsIdentity(subject, { showing: { audience: AUDIENCE, at: AT }, environment });
  return statement.reveal();
}

function keys(extra: Record<string, string>): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: OF_ENVIRONMENT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OF_ENVIRONMENT.secretAccessKey,
    ...extra,
  };
}

describe('the AWS identity of this machine', () => {
  it.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('is that of the environment, in its %s', async (variable) => {
    const statement = await shown(keys({ [variable]: 'eu-west-1' }));
    expect(
      checkStatement(statement, { identity: OF_ENVIRONMENT, audience: AUDIENCE, now: AT }),
    ).toBeUndefined();
    expect(google.asked).toEqual([]);
  });

  it('is signed with the session token of temporary credentials', async () => {
    const statement = await shown(keys({ AWS_REGION: 'eu-west-1', AWS_SESSION_TOKEN: 'session' }));
    const identity = { ...OF_ENVIRONMENT, sessionToken: 'session' };
    expect(checkStatement(statement, { identity, audience: AUDIENCE, now: AT })).toBeUndefined();
  });

  it('is else the role of the instance, asked for by IMDSv2', async () => {
    const { identity } = google;
    const statement = await shown({});
    expect(checkStatement(statement, { identity, audience: AUDIENCE, now: AT })).toBeUndefined();
  });

  it('is good for one audience and some minutes', async () => {
    const statement = await shown({});
    const { identity } = google;
    const other = AUDIENCE.replace('ships', 'boats');
    expect(checkStatement(statement, { identity, audience: other, now: AT })).toBe('TargetMismatch');
    expect(checkStatement(statement, { identity, audience: AUDIENCE, now: AT + 20 * 60_000 })).toBe(
      'RequestExpired',
    );
    const stolen = { ...identity, secretAccessKey: 'another' };
    expect(checkStatement(statement, { identity: stolen, audience: AUDIENCE, now: AT })).toBe(
      'SignatureDoesNotMatch',
    );
  });

  it('is missing on an instance without a role', async () => {
    google.instanceRole = false;
    await expect(shown({})).rejects.toMatchObject({
      code: 'AwsCredentialsMissing',
      message: expect.stringMatching(/it answers 404$/),
    });
  });

  it('is missing where nobody answers', async () => {
    const { origin } = google;
    await google.stop();
    const subject = { kind: 'aws', verificationUrl: CALLER_IDENTITY, metadataOrigin: origin } as const;
    const showing = { audience: AUDIENCE, at: AT };
    await expect(showAwsIdentity(subject, { showing, environment: {} })).rejects.toMatchObject({
      code: 'AwsCredentialsMissing',
      remedy: expect.stringMatching(/^attach an instance profile/),
    });
    google = await GoogleStandIn.start();
  });

  it('is missing without a region, which is said', async () => {
    await expect(shown(keys({}))).rejects.toMatchObject({
      code: 'AwsCredentialsMissing',
      remedy: 'set AWS_REGION for the broker',
    });
  });
});
