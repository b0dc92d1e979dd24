import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MAY_INSTALL } from '../../support/registries.ts';
import { shapedToken } from '../../support/shaped-token.ts';
import { shapedText } from '../../support/sink-shapes.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
/** Kept between runs: the package index is asked once. */
const VENV = join(tmpdir(), `evergrant-test-google-auth-${process.getuid?.() ?? 0}`);
const PYTHON = join(VENV, 'bin', 'python');
const imports = () => spawnSync(PYTHON, ['-c', 'import google.oauth2.credentials']).status === 0;

/** Why Google's own loader cannot be asked here; undefined when it can. */
function installed(): string | undefined {
  if (!MAY_INSTALL) return 'npm run unit:registries installs it';
  if (existsSync(PYTHON) && imports()) return undefined;
  if (spawnSync('python3', ['-m', 'venv', VENV]).status !== 0) return 'python3 with venv is not here';
  const pip = spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', 'google-auth'], { timeout: 60_000 });
  return pip.status === 0 && imports() ? undefined : 'google-auth cannot be installed from here';
}

const PROGRAM = `
import datetime, json, sys
from google.oauth2.credentials import Credentials
c = Credentials.from_authorized_user_file(sys.argv[1])
print(json.dumps({"token": c.token, "valid": c.valid, "expired": c.expired, "expiry": c.expiry.isoformat(),
  "scopes": c.scopes, "refresh_token": c.refresh_token, "again": json.loads(c.to_json())["expiry"]}))
`;

const missing = installed();
const run = missing === undefined ? it : it.skip;

describe(`Google's own loader for Python${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  run('takes the file for a token that is valid until its expiry, and writes the expiry as we do', () => {
    const file = join(folder(), 'google_token.json');
    const expiresAt = Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
    writeFileSync(file, shapedText('google-authorized-user', shapedToken(5, { expiresAt })));
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', PROGRAM, file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const expiry = new Date(expiresAt).toISOString().slice(0, 19);
    expect(JSON.parse(stdout)).toEqual({
      token: 'ya29.token-of-generation-5',
      valid: true,
      expired: false,
      expiry,
      scopes: ['spreadsheets', 'drive.file'],
      refresh_token: 'kept-by-evergrant',
      again: `${expiry}Z`,
    });
  });

  run('takes a token that is over for expired', () => {
    const file = join(folder(), 'google_token.json');
    writeFileSync(file, shapedText('google-authorized-user', shapedToken(5, { expiresAt: 1_000_000 })));
    const { stdout } = spawnSync(PYTHON, ['-c', PROGRAM, file], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, expired: true, expiry: '1970-01-01T00:16:40' });
  });
});
