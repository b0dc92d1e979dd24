import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readClientAuthentication } from '../../../adapters/config-file/client-secret.ts';
import type { ClientDeclaration } from '../../../core/config/client-declaration.ts';
import { declare } from '../../support/declare.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evergrant-secret-'));
  file = join(folder, 'secret');
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (text: string, mode = 0o600) => {
  await writeFile(file, text);
  await chmod(file, mode);
};
const client = (keys: string): ClientDeclaration => {
  const found = declare(`{version: 1, clients: {google: {issuer: google, ${keys}}}}`).clients.get('google');
  if (!found) throw new Error('the test declares no client');
  return found;
};
const read = (keys: string, environment = {}) =>
  readClientAuthentication(client(keys), { method: 'client_secret_post', environment });

describe('the secret of a client', () => {
  it('is read from a file without its line end', async () => {
    await put('s3cret\n');
    const { clientSecret, ...rest } = await read(`clientId: id, clientSecretFile: "${file}"`);
    expect(clientSecret?.reveal()).toBe('s3cret');
    expect(rest).toEqual({ clientId: 'id', method: 'client_secret_post' });
  });

  it('is read from the environment', async () => {
    const { clientSecret } = await read('clientId: id, clientSecretEnv: SECRET', { SECRET: 's3cret' });
    expect(clientSecret?.reveal()).toBe('s3cret');
    await expect(read('clientId: id, clientSecretEnv: SECRET')).rejects.toMatchObject({
      code: 'SecretVariableMissing',
      message: 'the environment variable SECRET with the client secret of "google" is not set',
    });
  });

  it.each(['installed', 'web'])(
    'is read from a credentials file of Google with its identifier (%s)',
    async (type) => {
      await put(JSON.stringify({ [type]: { client_id: 'id', client_secret: 's3cret', token_uri: 'x' } }));
      const { clientId, clientSecret } = await read(`credentialsFile: "${file}"`);
      expect([clientId, clientSecret?.reveal()]).toEqual(['id', 's3cret']);
    },
  );

  it('in a credentials file that is missing is asked for with the page that says how to make one', async () => {
    await expect(read(`credentialsFile: "${file}.none"`)).rejects.toMatchObject({
      code: 'SecretFileMissing',
      exitCode: 78,
      remedy: expect.stringMatching(/chmod 600 .*; docs\/google-client\.md has the steps$/),
    });
  });

  it('is absent for a public client, whatever the issuer prefers', async () => {
    expect(await read('clientId: id')).toEqual({ clientId: 'id', method: 'none' });
  });

  it('in a file that others may read is refused with the command that closes it', async () => {
    await put('s3cret', 0o640);
    await expect(read(`clientId: id, clientSecretFile: "${file}"`)).rejects.toMatchObject({
      code: 'SecretFileLoose',
      exitCode: 78,
      message: `the file of the client secret of "google" is open to others (mode 0640): ${file}`,
      remedy: `chmod 600 ${file}`,
    });
  });

  it('in a file that is missing or empty is refused by the name of the file', async () => {
    await put('\n');
    await expect(read(`clientId: id, clientSecretFile: "${file}"`)).rejects.toMatchObject({
      code: 'SecretFileEmpty',
    });
    await expect(read(`clientId: id, clientSecretFile: "${file}-none"`)).rejects.toMatchObject({
      code: 'SecretFileMissing',
      message: `the file of the client secret of "google" is missing: ${file}-none`,
    });
  });

  it.each([
    ['{"installed": {"client_id": "id"}}', 'has no usable installed.client_secret'],
    ['{"web": {"client_secret": "s3cret"}}', 'has no usable web.client_id'],
    ['{"type": "service_account"}', 'has neither "installed" nor "web"'],
    ['["s3cret"]', 'is not a JSON object'],
    ['s3cret', 'is not JSON'],
  ])('in a credentials file %s is refused without a word of its content', async (text, expected) => {
    await put(text);
    await expect(read(`credentialsFile: "${file}"`)).rejects.toMatchObject({
      code: 'CredentialsFileInvalid',
      message: `the credentials file ${file} ${expected}`,
    });
  });
});
