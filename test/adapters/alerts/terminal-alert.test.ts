import { describe, expect, it } from '@jest/globals';
import { terminalAlert } from '../../../adapters/alerts/terminal-alert.ts';
import { noticeOf } from '../../support/incident-notice.ts';

/** A stream that keeps what is written to it. */
function paper(isTTY: boolean) {
  const sheets: string[] = [];
  return {
    sheets,
    isTTY,
    write: (text: string, written: (error?: Error | null) => void) => {
      sheets.push(text);
      written();
    },
  };
}

describe('an alert on the terminal', () => {
  it('is plain text where no person sits', async () => {
    const stream = paper(false);
    await terminalAlert(stream).notify(noticeOf('opened'));
    expect(stream.sheets).toHaveLength(1);
    expect(stream.sheets[0]?.split('\n').slice(0, 2)).toEqual([
      '2026-05-13T14:30:00.000Z CRITICAL grant crew-sheets of jada works for 3 min 20 s more',
      '  cause: the issuer says that the grant is expired or revoked (RefreshTokenRevoked)',
    ]);
    expect(stream.sheets[0]?.endsWith('next: evergrant login crew-sheets\n')).toBe(true);
  });

  it('colours its severity where a person sits', async () => {
    const stream = paper(true);
    await terminalAlert(stream).notify(noticeOf('closed'));
    expect(stream.sheets[0]).toContain('\u001b[32mINFO');
  });

  it('fails when the stream is gone', async () => {
    const stream = {
      write: (_: string, written: (error?: Error | null) => void) => written(new Error('EPIPE')),
    };
    await expect(terminalAlert(stream).notify(noticeOf('opened'))).rejects.toThrow('EPIPE');
  });
});
