import { z } from 'zod';
import { PLACEHOLDER } from '../../../core/delivery/shapes/authorized-user.ts';
import type { FoundClient, FoundFile } from '../../../core/import/found.ts';
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
  if (recognised.kind === 'found') return ofFile(recognised.file);
  const parsed = fields.safeParse(content);
  return parsed.success ? secretsOfVariables(textsOf(parsed.data)) : [];
}

function ofFile({
  client,
  refreshToken,
  accessTokenKey,
  scopes,
  account,
}: FoundFile): readonly FoundSecret[] {
  const known = { issuer: issuerOf(client), account: account ?? null, scopes };
  const secret = client?.clientSecret?.reveal();
  return [
    ...(refreshToken ? [found('refresh-token', { ...known, value: refreshToken.reveal() })] : []),
    ...(secret === undefined ? [] : [found('client-secret', { issuer: known.issuer, value: secret })]),
    ...(accessTokenKey && !refreshToken ? [found('short-lived', { ...known, name: accessTokenKey })] : []),
  ];
}

/** Files of this kind are Google's unless they name other endpoints, as the import takes it too. */
function issuerOf(client: FoundClient | undefined): string | null {
  const endpoint = client?.tokenEndpoint;
  if (endpoint === undefined) return 'google';
  return /^https:\/\/([a-z0-9-]+\.)*(?:googleapis|google)\.com\//.test(endpoint) ? 'google' : null;
}

/** Top level only: deeper down, names tell too little. */
function textsOf(content: Record<string, unknown>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(content).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value !== PLACEHOLDER ? [[name, value]] : [],
    ),
  );
}
