import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { appendAlertRecord } from '../../../adapters/alerts/append-record.ts';
import { fileAlert } from '../../../adapters/alerts/file-alert.ts';
import { conditionFor, noticeOf } from '../../support/incident-notice.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function records(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

describe('an alert in the alerts file', () => {
  it('is one JSON record a line, its severity in capitals', async () => {
    const path = join(folder(), 'alerts.log');
    const alert = fileAlert(path);
    await alert.notify(noticeOf('opened', { condition: conditionFor('warning') }));
    await alert.notify(noticeOf('worsened'));
    await alert.notify(noticeOf('closed'));
    expect(records(path)).toMatchObject([
      { severity: 'WARNING', kind: 'opened' },
      { severity: 'CRITICAL', kind: 'worsened' },
      { severity: 'INFO', kind: 'closed', closedAt: '2026-05-13T14:30:00.000Z' },
    ]);
  });

  it('carries everything that a person or a program needs', async () => {
    const path = join(folder(), 'alerts.log');
    await fileAlert(path).notify(noticeOf('opened'));
    expect(records(path)).toEqual([
      {
        schema: 1,
        at: '2026-05-13T14:30:00.000Z',
        severity: 'CRITICAL',
        kind: 'opened',
        deployment: 'jada',
        grant: 'crew-sheets',
        incident: 'incident-1',
        title: 'grant crew-sheets of jada works for 3 min 20 s more',
        reason: 'RefreshTokenRevoked',
        message: 'the issuer says that the grant is expired or revoked',
        remedy: 'evergrant login crew-sheets',
        causes: [
          {
            cause: 'access was removed in the Google account',
            evidence: 'the grant was used 30 minutes ago',
          },
        ],
        evidence: ['[port-sheet] token error: HTTP Error 400: Bad Request'],
        affected: ['port-sheet', 'port-sheet-token'],
        openedAt: '2026-05-13T14:30:00.000Z',
        closedAt: null,
        worksUntil: '2026-05-13T14:33:20.000Z',
        secondsLeft: 200,
      },
    ]);
  });

  it('says 0 seconds for what is over and null for what nobody knows', async () => {
    const path = join(folder(), 'alerts.log');
    await fileAlert(path).notify(
      noticeOf('opened', { condition: conditionFor('critical', { worksUntil: 0 }) }),
    );
    await fileAlert(path).notify(
      noticeOf('opened', { condition: conditionFor('critical', { worksUntil: null }) }),
    );
    expect(records(path)).toMatchObject([{ secondsLeft: 0 }, { secondsLeft: null, worksUntil: null }]);
  });
});

describe('appending a record', () => {
  it('makes the file readable by its group and by nobody else', async () => {
    const path = join(folder(), 'alerts.log');
    await appendAlertRecord(path, { a: 1 });
    expect(statSync(path).mode & 0o7777).toBe(0o640);
  });

  it('leaves the mode of a file that was there', async () => {
    const path = join(folder(), 'alerts.log');
    writeFileSync(path, '');
    chmodSync(path, 0o600);
    await appendAlertRecord(path, { a: 1 });
    expect(statSync(path).mode & 0o7777).toBe(0o600);
  });

  it('goes on in a new file after logrotate moved the old one away', async () => {
    const path = join(folder(), 'alerts.log');
    await appendAlertRecord(path, { a: 1 });
    renameSync(path, `${path}.1`);
    await appendAlertRecord(path, { a: 2 });
    expect([records(`${path}.1`), records(path)]).toEqual([[{ a: 1 }], [{ a: 2 }]]);
  });

  it('keeps whole lines when many write at once', async () => {
    const path = join(folder(), 'alerts.log');
    const all = Array.from({ length: 50 }, (_, at) => ({ at, text: 'x'.repeat(5_000) }));
    await Promise.all(all.map((record) => appendAlertRecord(path, record)));
    expect(records(path)).toHaveLength(50);
  });

  it('does not glue a record to the remains of one that a full disk cut short', async () => {
    const path = join(folder(), 'alerts.log');
    writeFileSync(path, '{"a":1}\n{"a":');
    await appendAlertRecord(path, { a: 3 });
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":\n{"a":3}\n');
  });

  it('follows a link', async () => {
    const directory = folder();
    symlinkSync(join(directory, 'real.log'), join(directory, 'alerts.log'));
    await appendAlertRecord(join(directory, 'alerts.log'), { a: 1 });
    expect(records(join(directory, 'real.log'))).toEqual([{ a: 1 }]);
  });

  it.each([
    ['a directory that is missing', (at: string) => join(at, 'gone/alerts.log'), 'mkdir -p'],
    [
      'a directory',
      (at: string) => {
        mkdirSync(join(at, 'd'));
        return join(at, 'd');
      },
      'name another file',
    ],
    [
      'a pipe that nobody reads',
      (at: string) => {
        spawnSync('mkfifo', [join(at, 'p')]);
        return join(at, 'p');
      },
      'name another file',
    ],
    [
      'a device',
      (at: string) => {
        symlinkSync('/dev/null', join(at, 'n'));
        return join(at, 'n');
      },
      'name another file',
    ],
  ])('says what to do about %s', async (_, prepare, fix) => {
    const path = prepare(folder());
    await expect(appendAlertRecord(path, { a: 1 })).rejects.toMatchObject({
      code: 'AlertFileUnusable',
      message: expect.stringContaining(path),
      remedy: expect.stringContaining(fix),
    });
  });
});
