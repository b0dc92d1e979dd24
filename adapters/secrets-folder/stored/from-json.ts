import { z } from 'zod';
import { markOf } from '../../../core/advise/value-mark.ts';
import { PLACEHOLDER } from '../../../core/delivery/shapes/authorized-user.ts';
import type { FoundFile } from '../../../core/import/found.ts';
import { recognise } from '../recognise.ts';
import { type FoundSecret, found } from './found-secret.ts';
import { secretsOfVariables } from './from-variables.ts';

const typed = z.object({ type: z.string() });
const serviceAccountKey = z.object({
  type: z.literal('service_account'),
  client_email: z.string().optional(),
  private_key: z.string().min(1),
});
const fields = z.record(z.string(), z.unknown());

/**
 * The secrets of a JSON file: Google's files, token files of other tools, or any object with telling names.
 *
 * @param name of the file: a bare text in a file that calls itself refresh is a refresh token
 * @param content parsed JSON
 */
export function secretsOfJson(name: string, content: unknown): readonly FoundSecret[] {
  const key = serviceAccountKey.safeParse(content);
  if (key.success) {
    const { private_key: value, client_email } = key.data;
    const robot = client_email === undefined ? {} : { name: client_email };
    return [found('google-service-account-key', { value, issuer: 'google', ...robot })];
  }
  if (typed.safeParse(content).data?.type === 'external_account')
    return [found('keyless', { name: 'external_account', issuer: 'google' })];
  const recognised = recognise(name, content);
  if (recognised.kind === 'found')
    return ofFile(recognised.file, /google/i.test(name) || GOOGLES_FORM.safeParse(content).success);
  const parsed = fields.safeParse(content);
  return parsed.success ? secretsOfVariables(textsOf(parsed.data)) : [];
}

function ofFile(file: FoundFile, isNamedGoogle: boolean): readonly FoundSecret[] {
  const { client, refreshToken, accessTokenKey, scopes, account } = file;
  const known = { issuer: issuerOf(file, isNamedGoogle), account: account ?? null, scopes };
  const secret = client?.clientSecret?.reveal();
  return [
    ...(refreshToken ? [found('refresh-token', { ...known, value: refreshToken.reveal() })] : []),
    ...(secret === undefined ? [] : [found('client-secret', { issuer: known.issuer, value: secret })]),
    ...(accessTokenKey && !refreshToken ? [found('short-lived', { ...known, name: accessTokenKey })] : []),
  ];
}

/**
 * What only files of Google have: a client as it is downloaded, or a person's credentials as gcloud keeps them. A file
 * that names another token endpoint is another issuer's all the same.
 */
const GOOGLES_FORM = z.union([
  z.object({ installed: fields }),
  z.object({ web: fields }),
  z.object({ type: z.literal('authorized_user') }),
]);

/** Only what the file or its name says counts: a refresh token alone could be anybody's. */
function issuerOf(file: FoundFile, isNamedGoogle: boolean): string | null {
  const { client, clientId = '', refreshToken, scopes } = file;
  const endpoint = client?.tokenEndpoint;
  if (endpoint !== undefined)
    return /^https:\/\/([a-z0-9-]+\.)*(?:googleapis|google)\.com\//.test(endpoint) ? 'google' : null;
  const saysGoogle =
    isNamedGoogle ||
    clientId.endsWith('.apps.googleusercontent.com') ||
    scopes.some((scope) => scope.startsWith('https://www.googleapis.com/auth/'));
  if (saysGoogle) return 'google';
  return (refreshToken && markOf(refreshToken.reveal())?.issuer) ?? null;
}

/** Top level only: deeper down, names tell too little. */
function textsOf(content: Record<string, unknown>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(content).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value !== PLACEHOLDER ? [[name, value]] : [],
    ),
  );
}
