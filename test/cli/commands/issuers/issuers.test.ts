import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../../support/run-cli.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';

const folder = temporaryFolders();
const issuers = (...words: string[]) => runCli(['issuers', ...words], { home: folder() });

describe('evergrant issuers', () => {
  it('lists every preset with the lives that matter', async () => {
    const { exitCode, stdout } = await issuers();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^google +token 1 h +rotation never +grant ends 7 d after consent or 181 d unused$/m,
    );
    expect(stdout.trim().split('\n').length).toBe(25);
  });

  it('shows every fact of one with its source, and marks what no source was seen to state', async () => {
    const { stdout } = await issuers('okta');
    expect(stdout).toMatch(
      /^okta {2}Okta\n {2}domain of your tenant +needed, as in domain: acme\.okta\.com\n/,
    );
    expect(stdout).toMatch(
      /token endpoint +https:\/\/\{domain\}\/oauth2\/v1\/token\n +\[https:.+\] not verified\n/,
    );
    expect(stdout).toMatch(/grant ends +90 d after consent\n +\[https:[^\]]+\]\n/);
  });

  it('tells the usual domain where another one may be given', async () => {
    expect((await issuers('gitlab')).stdout).toMatch(
      /domain of your tenant +gitlab\.com; another one as in domain: git\.example\.com\n/,
    );
  });

  it('answers as JSON', async () => {
    const { stdout } = await issuers('auth0', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      issuers: [{ name: 'auth0', domain: { required: true, example: 'acme.eu.auth0.com' } }],
    });
  });

  it('names the nearest preset and all there are for one that there is not', async () => {
    const { exitCode, stderr } = await issuers('gogle');
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(
      /^evergrant: there is no preset "gogle"; did you mean "google"\?\nnext: use one of: atlassian, .*zoom;/,
    );
  });
});
