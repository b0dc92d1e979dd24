import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { isGoogleAddress } from '../../core/issuer/google-address.ts';
import { urlKind } from '../../core/issuer/secure-url.ts';
import { errorNumber } from '../files/file-fault.ts';

const source = z.looseObject({
  environment_id: z.string().optional(),
  url: z.string().optional(),
  region_url: z.string().optional(),
  imdsv2_session_token_url: z.string().optional(),
  regional_cred_verification_url: z.string().optional(),
});

const document = z.object({
  type: z.literal('external_account'),
  audience: z.string().min(1),
  subject_token_type: z.literal('urn:ietf:params:aws:token-type:aws4_request'),
  token_url: z.string(),
  service_account_impersonation_url: z.string().optional(),
  service_account_impersonation: z
    .object({ token_lifetime_seconds: z.int().min(600).max(43_200).optional() })
    .optional(),
  credential_source: source,
});

/** What Google's credential configuration says, for an AWS identity. */
export interface ExternalAccount {
  readonly audience: string;
  readonly tokenEndpoint: string;
  readonly impersonation: { readonly url: string; readonly lifetimeSeconds: number } | null;
  readonly verificationUrl: string;
  readonly metadataOrigin: string;
}

/** Where an instance of AWS asks who it is. */
export const INSTANCE_METADATA = 'http://169.254.169.254';

/** The request that is signed; AWS answers it with the identity of whoever signed. */
export const CALLER_IDENTITY =
  'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15';

/** Life of the tokens of a service account that is acted as, where nothing else is asked for. */
export const USUAL_LIFETIME_SECONDS = 3600;

/**
 * Reads a credential configuration of type `external_account` for AWS. It holds no secret, and decides whom proofs are
 * sent to: a source that runs a program, and any address that is neither Google's nor AWS's nor of this host, is refused.
 *
 * @throws Fault `CredentialsFileMissing` or `ExternalAccountInvalid`
 */
export async function readExternalAccount(path: string): Promise<ExternalAccount> {
  const parsed = document.safeParse(await readJson(path));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw invalid(
      path,
      WRONG_FIELD[field] ?? (field === '' ? 'is not a JSON object' : `has no usable ${field}`),
    );
  }
  const { audience, token_url, service_account_impersonation_url: url, credential_source } = parsed.data;
  const problem = problemOf(parsed.data);
  if (problem) throw invalid(path, problem);
  const lifetime = parsed.data.service_account_impersonation?.token_lifetime_seconds;
  return {
    audience,
    tokenEndpoint: token_url,
    impersonation: url === undefined ? null : { url, lifetimeSeconds: lifetime ?? USUAL_LIFETIME_SECONDS },
    verificationUrl: credential_source.regional_cred_verification_url ?? CALLER_IDENTITY,
    metadataOrigin: new URL(credential_source.url ?? INSTANCE_METADATA).origin,
  };
}

const WRONG_FIELD: Readonly<Record<string, string>> = {
  type: 'is not a credential configuration: its type is not "external_account"',
  subject_token_type: 'is for another identity than that of AWS, and only aws4_request is exchanged here',
};

/** The first thing in it that may not be followed. */
function problemOf(config: z.output<typeof document>): string | undefined {
  const { token_url, service_account_impersonation_url: impersonation, credential_source } = config;
  if ('executable' in credential_source) return 'names an executable, and no program is run for a credential';
  if (credential_source.environment_id !== 'aws1') return 'has another environment_id than "aws1"';
  if (!isGoogleAddress(token_url, 'sts')) return notOf('token_url', 'Google');
  if (impersonation !== undefined && !isGoogleAddress(impersonation, 'iamcredentials'))
    return notOf('service_account_impersonation_url', 'Google');
  const { regional_cred_verification_url: verification } = credential_source;
  if (verification !== undefined && !CALLER_IDENTITY_URL.test(verification))
    return notOf('credential_source.regional_cred_verification_url', "AWS's STS");
  const wrong = METADATA_FIELDS.find((field) => !isMetadataAddress(credential_source[field]));
  return wrong && notOf(`credential_source.${wrong}`, "AWS's instance metadata");
}

const CALLER_IDENTITY_URL =
  /^https:\/\/sts\.\{region\}\.amazonaws\.com(\.cn)?\/?\?Action=GetCallerIdentity&Version=2011-06-15$/;

const METADATA_FIELDS = ['url', 'region_url', 'imdsv2_session_token_url'] as const;

function isMetadataAddress(text: string | undefined): boolean {
  if (text === undefined) return true;
  if (!URL.canParse(text)) return false;
  const { origin, protocol } = new URL(text);
  // Plain http is secure on loopback only.
  const ofThisHost = protocol === 'http:' && urlKind(text) === 'secure';
  return origin === INSTANCE_METADATA || origin === 'http://[fd00:ec2::254]' || ofThisHost;
}

function notOf(field: string, whose: string): string {
  return `names a ${field} that is not an address of ${whose}`;
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault({
      code: 'CredentialsFileMissing',
      message: `the credential configuration ${path} cannot be read (${errorNumber(cause)})`,
      remedy: makeAnew(path),
      exitCode: ExitCode.Configuration,
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(path, 'is not JSON');
  }
}

function invalid(path: string, what: string): Fault {
  return new Fault({
    code: 'ExternalAccountInvalid',
    message: `the credential configuration ${path} ${what}`,
    remedy: makeAnew(path),
    exitCode: ExitCode.Configuration,
  });
}

/** The file cannot say of which provider it is to be: it is not there, or not believed. */
function makeAnew(path: string): string {
  return `make it anew: gcloud iam workload-identity-pools create-cred-config PROVIDER --aws --output-file ${path} (PROVIDER: the full name of yours, projects/…/providers/…)`;
}
