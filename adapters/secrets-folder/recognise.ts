import { z } from 'zod';
import { PLACEHOLDER } from '../../core/delivery/shapes/authorized-user.ts';
import type { FoundFile, IgnoredFile } from '../../core/import/found.ts';
import { SecretText } from '../../core/secret-text.ts';

/** What a JSON file of the folder turned out to be. */
export type Recognised =
  | { readonly kind: 'found'; readonly file: FoundFile }
  | { readonly kind: 'ignored'; readonly file: IgnoredFile };

/** Tells by its content what a file is. @param content parsed JSON */
export function recognise(name: string, content: unknown): Recognised {
  const alone = text.safeParse(content);
  if (alone.success && /refresh/i.test(name))
    return found(name, { refreshToken: new SecretText(alone.data) });
  const parsed = document.safeParse(content);
  if (!parsed.success) return ignored(name, 'it has none of the known forms');
  const fields = parsed.data;
  if (fields.type === 'service_account') {
    return ignored(name, 'a service account key: it has no refresh token and needs none');
  }
  const download = fields.installed ?? fields.web;
  if (download) return found(name, { client: clientOf(download, true) });
  const accessTokenKey = keyOf(fields);
  if (fields.refresh_token === undefined && accessTokenKey === undefined)
    return ignored(name, 'it holds neither client nor token');
  return found(name, {
    ...(fields.client_id !== undefined && {
      client: clientOf({ ...fields, client_id: fields.client_id }, false),
      clientId: fields.client_id,
    }),
    ...(fields.refresh_token !== undefined && { refreshToken: new SecretText(fields.refresh_token) }),
    accessTokenKey,
    scopes: scopesOf(fields),
    account: fields.account,
  });
}

const text = z.string().min(1);
/** What a delivery of ours wrote in place of a secret is none. */
const secret = text.optional().transform((value) => (value === PLACEHOLDER ? undefined : value));
const client = z.object({
  client_id: text,
  client_secret: secret,
  auth_uri: text.optional(),
  token_uri: text.optional(),
});
/** Fields of Google's files (client download, authorized_user, `Credentials.to_json`) and of plain token answers. */
const document = z.object({
  type: z.string().optional(),
  installed: client.optional(),
  web: client.optional(),
  ...client.shape,
  client_id: secret,
  refresh_token: secret,
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  scopes: z.union([z.array(z.string()), z.string()]).nullish(),
  scope: z.string().nullish(),
  account: text.optional().catch(undefined),
});
type Fields = z.output<typeof document>;

function keyOf({ token, access_token }: Fields): FoundFile['accessTokenKey'] {
  if (token !== undefined) return 'token';
  return access_token === undefined ? undefined : 'access_token';
}

function clientOf(fields: z.output<typeof client>, download: boolean): NonNullable<FoundFile['client']> {
  return {
    clientId: fields.client_id,
    clientSecret: fields.client_secret === undefined ? undefined : new SecretText(fields.client_secret),
    download,
    authorizationEndpoint: fields.auth_uri,
    tokenEndpoint: fields.token_uri,
  };
}

function scopesOf({ scopes, scope }: Fields): readonly string[] {
  if (Array.isArray(scopes)) return scopes;
  return (scopes ?? scope ?? '').split(/[ ,]+/).filter((word) => word !== '');
}

function found(name: string, fields: Partial<FoundFile>): Recognised {
  const nothing = {
    client: undefined,
    clientId: undefined,
    refreshToken: undefined,
    accessTokenKey: undefined,
    scopes: [],
    account: undefined,
  };
  return { kind: 'found', file: { ...nothing, ...fields, name } };
}

function ignored(name: string, why: string): Recognised {
  return { kind: 'ignored', file: { name, why } };
}
