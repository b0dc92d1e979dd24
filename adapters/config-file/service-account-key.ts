import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { isGoogleAddress } from '../../core/issuer/google-address.ts';
import { GOOGLE_TOKEN_URL } from '../../core/issuer/standing-profile.ts';
import { SecretText } from '../../core/secret-text.ts';

const document = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().min(1).optional(),
  token_uri: z.string().default(GOOGLE_TOKEN_URL),
});

/** What the key file of a service account says. */
export interface ServiceAccountKey {
  readonly email: string;
  /** RSA private key, PEM. */
  readonly key: SecretText;
  readonly keyId: string | null;
  readonly tokenEndpoint: string;
}

/**
 * Reads the JSON that Google offers for download when a key of a service account is made; other fields are left alone.
 * @throws Fault `ServiceAccountKeyInvalid`, which names the field and never a value.
 */
export function parseServiceAccountKey(text: SecretText, path: string): ServiceAccountKey {
  const raw = parseJson(text, path);
  const parsed = document.safeParse(raw);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    throw invalid(path, field === 'type' || field === '' ? whatItIs(raw) : `has no usable ${field}`);
  }
  const {
    client_email: email,
    private_key: key,
    private_key_id: keyId,
    token_uri: tokenEndpoint,
  } = parsed.data;
  if (!isGoogleAddress(tokenEndpoint, 'oauth2'))
    throw invalid(
      path,
      'names a token_uri that is not an address of Google, and the key would be proven there',
    );
  if (!isRsaKey(key)) throw invalid(path, 'holds a private_key that is no RSA key in PEM form');
  return { email, key: new SecretText(key), keyId: keyId ?? null, tokenEndpoint };
}

function parseJson(text: SecretText, path: string): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    // The parser's message quotes the text.
    throw invalid(path, 'is not JSON');
  }
}

/** People take one of Google's files for another. */
function whatItIs(raw: unknown): string {
  const shape = z.looseObject({ type: z.string().optional() }).safeParse(raw);
  if (!shape.success) return 'is not a JSON object';
  const { type, installed, web } = shape.data;
  if (installed !== undefined || web !== undefined)
    return 'holds an OAuth client and not a service account; name it as credentialsFile of a client';
  if (type === 'external_account')
    return 'is a credential configuration; write "kind: aws-federation" and credentialsFile';
  if (type === 'authorized_user') return "holds a person's consent and not a service account";
  return 'is not the key of a service account: its type is not "service_account"';
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function invalid(path: string, what: string): Fault {
  return new Fault({
    code: 'ServiceAccountKeyInvalid',
    message: `the key file ${path} ${what}`,
    remedy: `make a key: gcloud iam service-accounts keys create ${path} --iam-account EMAIL`,
    exitCode: ExitCode.Configuration,
  });
}
