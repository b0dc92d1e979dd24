import type { KeyApi } from '../key-api.ts';

const REFERENCE = 'https://www.twilio.com/docs/sendgrid/api-reference';

/** Twilio SendGrid. A key is shown once, at creation; its id stands in its middle. */
export const sendgrid: KeyApi = {
  name: 'sendgrid',
  title: 'Twilio SendGrid',
  origin: { value: 'https://api.sendgrid.com', source: `${REFERENCE}/api-keys/create-api-keys` },
  managingScopes: {
    value: ['api_keys.create', 'api_keys.read', 'api_keys.delete'],
    source: `${REFERENCE}/api-key-permissions`,
  },
  create: {
    value: ({ name, scopes, manager }) => ({
      method: 'POST',
      path: '/v3/api_keys',
      key: manager,
      body: JSON.stringify({ name, scopes }),
    }),
    source: `${REFERENCE}/api-keys/create-api-keys`,
  },
  readCreated: (body) => {
    if (!isRecord(body) || typeof body.api_key !== 'string' || typeof body.api_key_id !== 'string')
      return undefined;
    return { keyId: body.api_key_id, key: body.api_key };
  },
  test: {
    value: (key) => ({ method: 'GET', path: '/v3/scopes', key }),
    source: `${REFERENCE}/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access`,
  },
  readScopes: (body) => (isRecord(body) && Array.isArray(body.scopes) ? texts(body.scopes) : undefined),
  remove: {
    value: ({ keyId, manager }) => ({
      method: 'DELETE',
      path: `/v3/api_keys/${encodeURIComponent(keyId)}`,
      key: manager,
    }),
    source: `${REFERENCE}/api-keys/delete-api-keys`,
  },
  list: {
    // More than the account may have, so that no second page exists.
    value: (manager) => ({ method: 'GET', path: '/v3/api_keys?limit=500', key: manager }),
    source: `${REFERENCE}/api-keys/retrieve-all-api-keys-belonging-to-the-authenticated-user`,
  },
  readList: (body) => {
    if (!isRecord(body) || !Array.isArray(body.result)) return undefined;
    return body.result.flatMap((entry: unknown) =>
      isRecord(entry) && typeof entry.api_key_id === 'string' && typeof entry.name === 'string'
        ? [{ keyId: entry.api_key_id, name: entry.name }]
        : [],
    );
  },
  keyIdOf: {
    value: (key) => /^SG\.([A-Za-z0-9_-]{8,64})\.[A-Za-z0-9_-]{8,128}$/.exec(key.reveal())?.[1],
    source: 'https://newbedev.com/how-to-get-the-full-sendgrid-api-key',
  },
  quirks: [
    'A key is shown once, when it is made; after a crash before it was saved it is deleted and another is made.',
    'A key that is made without scopes may do everything, so evergrant never leaves them out.',
    'An account has at most 100 keys; then making another is answered with 403.',
    'Names of keys need not be unique; evergrant puts the id of its intent into them.',
  ],
};

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
