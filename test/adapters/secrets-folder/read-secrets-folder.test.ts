import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSecretsFolder } from '../../../adapters/secrets-folder/read-secrets-folder.ts';
import { PLACEHOLDER } from '../../../core/delivery/shapes/authorized-user.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function secrets(files: Readonly<Record<string, unknown>>, mode = 0o600): string {
  const directory = folder();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(directory, name), text, { mode });
  }
  return directory;
}

describe('reading a folder of secrets', () => {
  it('tells by its content what each file of system 3 is', async () => {
    const directory = secrets({
      'gmail_credentials.json': { installed: { client_id: 'desk', client_secret: 's3cret' } },
      'refresh_token.json': { refresh_token: '1//refresh' },
      'google_token.json': { token: 'ya29.a', scopes: ['gmail.readonly'], expiry: '2026-05-13T14:30:00Z' },
    });
    const { files, ignored, problems } = await readSecretsFolder(directory);
    expect(problems).toEqual([]);
    expect(ignored).toEqual([]);
    expect(files).toMatchObject([
      { name: 'gmail_credentials.json', client: { clientId: 'desk', download: true } },
      { name: 'google_token.json', accessTokenKey: 'token', scopes: ['gmail.readonly'] },
      { name: 'refresh_token.json', accessTokenKey: undefined },
    ]);
    expect(files[2]?.refreshToken?.reveal()).toBe('1//refresh');
  });

  it('finds client, tokens and scopes in one authorized_user file', async () => {
    const directory = secrets({
      'token.json': {
        type: 'authorized_user',
        client_id: 'desk',
        client_secret: 's3cret',
        refresh_token: '1//refresh',
        token: 'ya29.a',
        scope: 'a b',
      },
    });
    const { files } = await readSecretsFolder(directory);
    expect(files).toMatchObject([
      { clientId: 'desk', client: { download: false }, accessTokenKey: 'token', scopes: ['a', 'b'] },
    ]);
  });

  it('takes the placeholders that a delivery of ours wrote for what they are', async () => {
    const [client_id, client_secret, refresh_token] = [PLACEHOLDER, PLACEHOLDER, PLACEHOLDER];
    const directory = secrets({ 'token.json': { token: 'ya29.a', client_id, client_secret, refresh_token } });
    const { files } = await readSecretsFolder(directory);
    expect(files).toMatchObject([{ client: undefined, refreshToken: undefined, accessTokenKey: 'token' }]);
  });

  it('takes a bare text in a file that is named after refresh tokens for one', async () => {
    const { files } = await readSecretsFolder(secrets({ 'refresh_token.json': '"1//refresh"' }));
    expect(files[0]?.refreshToken?.reveal()).toBe('1//refresh');
  });

  it('lists what it does not import, and why', async () => {
    const directory = secrets({
      'notes.txt': 'call the port',
      'robot.json': { type: 'service_account', private_key: 'x' },
      'other.json': { colour: 'blue' },
      'sendgrid.key': 'SG.aaaaaaaaaaaa.bbbbbbbbbbbbbbbb\n',
    });
    mkdirSync(join(directory, 'old'));
    const { files, ignored, problems } = await readSecretsFolder(directory);
    expect([files, problems]).toEqual([[], []]);
    expect(ignored).toEqual([
      { name: 'notes.txt', why: 'not JSON' },
      { name: 'old', why: 'not a file' },
      { name: 'other.json', why: 'it holds neither client nor token' },
      { name: 'robot.json', why: 'a service account key: it has no refresh token and needs none' },
      {
        name: 'sendgrid.key',
        why: 'an API key: declare it under apiKeys, then evergrant key set NAME < FILE',
      },
    ]);
  });

  it('names every loose permission with the chmod that repairs it', async () => {
    const directory = secrets({ 'refresh_token.json': { refresh_token: '1//refresh' } }, 0o644);
    chmodSync(directory, 0o755);
    const { problems } = await readSecretsFolder(directory);
    expect(problems.map(({ remedy }) => remedy)).toEqual([
      `chmod 700 ${directory}`,
      `chmod 600 ${directory}/refresh_token.json`,
    ]);
  });

  it('names file and line of what is not JSON, and quotes nothing of it', async () => {
    const directory = secrets({ 'refresh_token.json': '{\n  "refresh_token": "1//refresh",\n}' });
    const { problems } = await readSecretsFolder(directory);
    expect(problems).toMatchObject([
      { reason: 'NotJson', message: `${directory}/refresh_token.json:3 is not JSON from here on` },
    ]);
    expect(JSON.stringify(problems)).not.toContain('1//refresh');
  });

  it('says that a folder is missing', async () => {
    await expect(readSecretsFolder(join(folder(), 'none'))).rejects.toMatchObject({
      code: 'SecretsFolderMissing',
      exitCode: 64,
    });
  });
});
