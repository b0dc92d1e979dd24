import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { otherRefreshers } from '../../../adapters/secrets-folder/other-refreshers.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const NOW = Date.UTC(2026, 4, 13, 14, 30);
const NOTHING = { proc: '/no/such/proc', schedules: [] };

function suspicion(directory: string, tokenFiles: readonly [string, number][] = []) {
  return { directory, alsoWritten: ['~/.secrets'], tokenFiles: new Map(tokenFiles), now: NOW };
}

describe('signs of another refresher', () => {
  it('are none for an old token file that nobody names', async () => {
    const quiet = suspicion('/home/jada/.secrets', [
      ['/home/jada/.secrets/google_token.json', NOW - 2 * HOUR],
    ]);
    expect(await otherRefreshers(quiet, NOTHING)).toEqual([]);
  });

  it('are a token file that was written within the life of a token', async () => {
    const fresh = suspicion('/home/jada/.secrets', [
      ['/home/jada/.secrets/google_token.json', NOW - 12 * MINUTE],
    ]);
    expect(await otherRefreshers(fresh, NOTHING)).toEqual([
      '/home/jada/.secrets/google_token.json was written 12 min ago: somebody refreshes it',
    ]);
  });

  it('are crontabs and units that name the folder or the script, but for comments', async () => {
    const place = folder();
    mkdirSync(join(place, 'cron.d'));
    writeFileSync(
      join(place, 'cron.d', 'jada'),
      '# reauth_google.py\n*/30 * * * * python3 /opt/reauth_google.py\n',
    );
    writeFileSync(join(place, 'crontab'), '0 * * * * cat ~/.secrets/google_token.json\n');
    writeFileSync(join(place, 'other'), '0 * * * * true\n0 * * * * ls /srv/secrets-old\n');
    const schedules = ['cron.d', 'crontab', 'other'].map((name) => join(place, name));
    const signs = await otherRefreshers(suspicion('/srv/secrets'), { ...NOTHING, schedules });
    expect(signs).toEqual([
      `${join(place, 'cron.d', 'jada')}:2 names the folder or its refresh script`,
      `${join(place, 'crontab')}:1 names the folder or its refresh script`,
    ]);
  });

  const linux = process.platform === 'linux' ? it : it.skip;

  linux('are processes that have a file open, or were started with the folder', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'google_token.json'), '{}');
    const hold =
      "require('node:fs').openSync(process.env.FILE); process.stdout.write('open'); setInterval(() => {}, 1000)";
    const holder = spawn(process.execPath, ['-e', hold], {
      env: { FILE: join(directory, 'google_token.json') },
    });
    const named = spawn(process.execPath, [
      '-e',
      'setInterval(() => {}, 1000); process.stdout.write("up")',
      directory,
    ]);
    try {
      await Promise.all([once(holder.stdout, 'data'), once(named.stdout, 'data')]);
      const signs = await otherRefreshers(suspicion(directory), { proc: '/proc', schedules: [] });
      expect(signs).toContain(`process ${holder.pid} has ${join(directory, 'google_token.json')} open`);
      expect(signs).toContain(`process ${named.pid} was started with ${directory}`);
      expect(signs.filter((sign) => sign.startsWith(`process ${process.pid} `))).toEqual([]);
    } finally {
      holder.kill();
      named.kill();
    }
  });
});
