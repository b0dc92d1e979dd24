import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeDigest } from '../../../../adapters/node/node-digest.ts';
import { readEnvironment, readPlaces } from '../../../../adapters/secrets-folder/stored/read-places.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const LONG = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** What one file with this content is found to hold. */
async function foundIn(name: string, content: unknown) {
  const path = join(folder(), name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  const { secrets } = await readPlaces([path], nodeDigest);
  expect(secrets.every((secret) => secret.place === path && secret.kept === 'found')).toBe(true);
  return secrets.map(({ kind, issuer, name: which, fingerprint: print }) => [kind, issuer, which, print]);
}

describe('what a file holds', () => {
  it.each<[string, string, unknown, readonly unknown[]]>([
    [
      'the key of a service account',
      'robot.json',
      { type: 'service_account', client_email: 'r@p.iam.gserviceaccount.com', private_key: 'pem' },
      [['google-service-account-key', 'google', 'r@p.iam.gserviceaccount.com', fingerprint('pem')]],
    ],
    [
      'a credential configuration without a secret',
      'wif.json',
      { type: 'external_account', audience: '//iam', token_url: 'https://sts.googleapis.com/v1/token' },
      [['keyless', 'google', 'external_account', null]],
    ],
    [
      'a refresh token with the client that it belongs to',
      'authorized.json',
      { type: 'authorized_user', client_id: 'c', client_secret: 'cs', refresh_token: 'rt' },
      [
        ['refresh-token', 'google', null, fingerprint('rt')],
        ['client-secret', 'google', null, fingerprint('cs')],
      ],
    ],
    [
      "Google's download of a client",
      'client.json',
      {
        installed: { client_id: 'c', client_secret: 'cs', token_uri: 'https://oauth2.googleapis.com/token' },
      },
      [['client-secret', 'google', null, fingerprint('cs')]],
    ],
    [
      "a bare refresh token, which could be anybody's",
      'refresh_token.json',
      '"rt"',
      [['refresh-token', null, null, fingerprint('rt')]],
    ],
    [
      'a refresh token beside a scope of Google',
      'token.json',
      { refresh_token: 'rt', scope: 'https://www.googleapis.com/auth/spreadsheets' },
      [['refresh-token', 'google', null, fingerprint('rt')]],
    ],
    ['an access token', 'google_token.json', { token: 't' }, [['short-lived', 'google', 'token', null]]],
    [
      'another object with telling names',
      'auth.json',
      { base_url: 'https://a.example', api_key: LONG },
      [['api-key', null, 'api_key', fingerprint(LONG)]],
    ],
    [
      'profiles of AWS',
      'credentials',
      `[default]\naws_access_key_id = AKIAX\naws_secret_access_key = ${LONG}\n\n[session]\naws_secret_access_key=s\naws_session_token = t\n[role]\nrole_arn = arn\n`,
      [
        ['aws-access-key', 'aws', 'profile default', fingerprint(LONG)],
        ['short-lived', 'aws', 'profile session', fingerprint('s')],
      ],
    ],
    [
      'variables',
      '.env',
      `# comment\nexport GITHUB_TOKEN="ghp_${LONG}"\nAWS_SECRET_ACCESS_KEY=${LONG} # why\nPORT=8080\nGOOGLE_APPLICATION_CREDENTIALS=/etc/robot/key.json\n`,
      [
        ['aws-access-key', 'aws', 'AWS_SECRET_ACCESS_KEY', fingerprint(LONG)],
        ['github-personal-token', 'github', 'GITHUB_TOKEN', fingerprint(`ghp_${LONG}`)],
      ],
    ],
    [
      'a private key',
      'id_ed25519',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n',
      [
        [
          'private-key',
          null,
          null,
          fingerprint('-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----'),
        ],
      ],
    ],
    ['a public key', 'id_ed25519.pub', 'ssh-ed25519 AAAAC3 me', []],
    ['a page of text', 'notes.md', '# how to log in\nask Jada\n', []],
    ['nothing', 'empty', '', []],
  ])('%s (%s)', async (_sentence, name, content, expected) => {
    expect(await foundIn(name, content)).toEqual(expected);
  });

  it('is not a delivery of ours: placeholders are no secrets', async () => {
    const delivered = {
      type: 'authorized_user',
      token: 't',
      refresh_token: 'kept-by-evergrant',
      client_id: 'kept-by-evergrant',
      client_secret: 'kept-by-evergrant',
    };
    expect(await foundIn('google_token.json', delivered)).toEqual([['short-lived', 'google', 'token', null]]);
  });
});

describe('a folder', () => {
  it('is looked into one level deep, and what cannot be read is told', async () => {
    const place = folder();
    writeFileSync(join(place, 'a.env'), `MAIL_API_KEY=${LONG}\n`);
    mkdirSync(join(place, 'deeper'));
    writeFileSync(join(place, 'deeper', 'b.env'), `MAIL_API_KEY=${LONG}\n`);
    writeFileSync(join(place, 'large'), 'x'.repeat(300_000));
    writeFileSync(join(place, 'locked'), 's');
    chmodSync(join(place, 'locked'), 0);
    const { secrets, unread, files } = await readPlaces([place], nodeDigest);
    expect(secrets.map((secret) => secret.place)).toEqual([join(place, 'a.env')]);
    const root = process.getuid?.() === 0;
    expect({ unread, files }).toEqual(
      root
        ? { unread: [], files: 2 }
        : { unread: [{ path: join(place, 'locked'), why: 'EACCES' }], files: 1 },
    );
  });

  it('that is not there is refused', async () => {
    await expect(readPlaces([join(folder(), 'none')], nodeDigest)).rejects.toMatchObject({
      code: 'PlaceMissing',
      exitCode: 64,
    });
  });
});

describe('an environment', () => {
  it('is looked through by value and by name', () => {
    const found = readEnvironment(
      { HOME: '/root', CREW_TOKEN: LONG, ANTHROPIC_API_KEY: `sk-ant-${LONG}`, EMPTY: undefined },
      nodeDigest,
    );
    expect(found.map(({ place, name, kind, issuer }) => [place, name, kind, issuer])).toEqual([
      ['environment', 'CREW_TOKEN', 'api-key', null],
      ['environment', 'ANTHROPIC_API_KEY', 'api-key', 'anthropic'],
    ]);
  });
});

describe('a bare refresh token in a folder', () => {
  it.each<[string, Record<string, unknown>, string | null]>([
    [
      'of the client beside it',
      { 'client.json': { installed: { client_id: 'c', client_secret: 's' } } },
      'google',
    ],
    [
      'of nobody who is known, beside the clients of two issuers',
      {
        'client.json': { installed: { client_id: 'c', client_secret: 's' } },
        'other.json': {
          web: { client_id: 'o', client_secret: 't', token_uri: 'https://issuer.example/token' },
        },
      },
      null,
    ],
  ])('is %s', async (_whose, others, issuer) => {
    const directory = join(folder(), 'secrets');
    mkdirSync(directory);
    for (const [name, content] of Object.entries({ ...others, 'refresh_token.json': 'rt' }))
      writeFileSync(join(directory, name), JSON.stringify(content));
    const { secrets } = await readPlaces([directory], nodeDigest);
    expect(secrets.find(({ kind }) => kind === 'refresh-token')).toMatchObject({ issuer });
  });
});
