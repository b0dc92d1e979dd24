import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { evergrantCli } from '../../../support/cli.ts';
import { secretsFolderOf } from '../../../support/secrets-folder.ts';

const cli = evergrantCli();
const LONG = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';

const GOOGLE = {
  clients: { google: { issuer: 'google', clientId: 'id', publishingStatus: 'production' } },
  grants: { sheets: { client: 'google', account: 'crew@gmail.com', scopes: ['spreadsheets'] } },
  sinks: {},
};

describe('evergrant advise', () => {
  it('says of the declaration what could be keyless, why, when not, and the steps', async () => {
    const place = cli.place({ issuer: 'https://unused.example', change: GOOGLE });
    const { code, stdout, stderr } = await place.run(['advise']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^grants\.sheets {2}could be keyless\n {2}refresh token of google for crew@gmail\.com\n {2}- share the documents with a service account/,
    );
    expect(stdout).toMatch(/\n {6}not {3}.+\n {6}1\. gcloud iam service-accounts create NAME\n/);
    expect(stdout).toMatch(/\n {6}read {2}docs\/keyless\.md\n/);
    expect(stdout).toMatch(/\n\n1 could be keyless\n$/);
  });

  it('looks into a folder like that of system 3 and into a key file of AWS, and changes nothing', async () => {
    const home = cli.folder();
    const server = await cli.server();
    const { directory } = await secretsFolderOf(home, { server });
    mkdirSync(join(home, '.aws'));
    writeFileSync(
      join(home, '.aws', 'credentials'),
      `[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = ${LONG}\n`,
    );
    const before = contents(directory);
    const { code, stdout } = await cli.run(['advise', '.secrets', '.aws/credentials'], { folder: home });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\.aws\/credentials {2}could be keyless\n {2}AWS access key \(profile default\)/);
    expect(stdout).toMatch(/refresh_token\.json {2}could be better\n {2}refresh token/);
    expect(stdout).toMatch(/google_token\.json {2}good\n/);
    expect(stdout).not.toContain(LONG);
    expect(contents(directory)).toEqual(before);
  });

  it('says that the issuer of a bare refresh token is unknown, and what to add', async () => {
    const folder = cli.folder();
    writeFileSync(join(folder, 'refresh_token.json'), '"a-token-of-somebody"');
    const { code, stdout } = await cli.run(['advise', 'refresh_token.json'], { folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}refresh token of an unknown issuer fingerprint /);
    expect(stdout).toMatch(/\n {6}1\. add the client to the file as client_id and token_uri/);
    expect(stdout).not.toMatch(/google/i);
  });

  it('looks at the environment when asked to, and answers as JSON without a secret', async () => {
    const { code, stdout } = await cli.run(['advise', '--environment', '--json'], {
      folder: cli.folder(),
      environment: { GITHUB_TOKEN: `ghp_${LONG}` },
    });
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ schema: 1, exitCode: 0, filesLookedAt: 0, unread: [] });
    expect(answer.secrets).toContainEqual(
      expect.objectContaining({
        outlook: 'keyless',
        secret: expect.objectContaining({
          kind: 'github-personal-token',
          name: 'GITHUB_TOKEN',
          fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        }),
        advice: expect.arrayContaining([expect.objectContaining({ rule: 'GitHubApp' })]),
      }),
    );
    expect(stdout).not.toContain(LONG);
  });

  it('exits 1 with --strict while something could be keyless, and 0 when nothing could', async () => {
    const folder = cli.folder();
    writeFileSync(join(folder, 'keys.env'), `AWS_SECRET_ACCESS_KEY=${LONG}\n`);
    writeFileSync(join(folder, 'good.env'), `AWS_SECRET_ACCESS_KEY=${LONG}\nAWS_SESSION_TOKEN=t\n`);
    expect((await cli.run(['advise', 'keys.env', '--strict'], { folder })).code).toBe(1);
    const { code, stdout } = await cli.run(['advise', 'good.env', '--strict'], { folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n\n1 good\n$/);
  });

  it('says so when no secret is found', async () => {
    const folder = cli.folder();
    writeFileSync(join(folder, 'plain.env'), 'PORT=8080\n');
    expect(await cli.run(['advise', 'plain.env'], { folder })).toEqual({
      code: 0,
      stdout: 'no stored secret was found\n',
      stderr: '',
    });
  });

  it('refuses a place that is not there, and to look at nothing', async () => {
    const folder = cli.folder();
    const missing = await cli.run(['advise', 'none'], { folder });
    expect(missing.code).toBe(64);
    expect(missing.stderr).toMatch(/^evergrant: .*none: there is no such file or directory\nnext: /);
    const nothing = await cli.run(['advise'], { folder });
    expect(nothing.code).toBe(64);
    expect(nothing.stderr).toMatch(
      /^evergrant: nothing was named to look at; .*\nnext: evergrant advise ~\/\.secrets/,
    );
  });

  it('refuses a declaration that is broken, also beside places', async () => {
    const place = cli.place({ issuer: 'https://unused.example', change: { grant: {} } });
    expect((await place.run(['advise', 'evergrant.yaml'])).code).toBe(78);
  });

  cli.showsNoSecret();
});

function contents(directory: string): readonly string[] {
  return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
}
