import { describe, expect, it } from '@jest/globals';
import { incidentMessage } from '../../../core/incident/message.ts';
import { conditionFor, NOTICE_AT, noticeOf } from '../../support/incident-notice.ts';

describe('a message about an incident', () => {
  it('says what happened, why, what shows it, who is affected, how long it works and what to type', () => {
    expect(incidentMessage(noticeOf('opened'))).toEqual({
      level: 'CRITICAL',
      title: 'grant crew-sheets of jada works for 3 min 20 s more',
      lines: [
        'cause: the issuer says that the grant is expired or revoked (RefreshTokenRevoked)',
        'likely: access was removed in the Google account; the grant was used 30 minutes ago',
        'evidence: [port-sheet] token error: HTTP Error 400: Bad Request',
        'affected: port-sheet, port-sheet-token',
        'time left: works for 3 min 20 s more, until 2026-05-13T14:33:20.000Z',
        'next: evergrant login crew-sheets',
      ],
    });
  });

  it.each([
    [
      'already over',
      NOTICE_AT,
      'grant crew-sheets of jada is already failing',
      'time left: already failing, time left 0',
    ],
    [
      'unknown',
      null,
      'grant crew-sheets of jada is in trouble',
      'time left: not known, the issuer does not say how long its tokens live',
    ],
  ])('tells a time left that is %s', (_, worksUntil, title, line) => {
    const message = incidentMessage(
      noticeOf('opened', { condition: conditionFor('critical', { worksUntil }) }),
    );
    expect(message.title).toBe(title);
    expect(message.lines).toContain(line);
  });

  it('says of a reminder and of a worsening how long it has been open', () => {
    const reminder = incidentMessage(noticeOf('reminder', { condition: conditionFor('warning') }));
    expect(reminder).toMatchObject({
      level: 'WARNING',
      title: 'grant crew-sheets of jada still needs you: it works for 3 min 20 s more',
    });
    expect(reminder.lines[0]).toBe('open since 2026-05-13T13:30:00.000Z, for 1 h');
    expect(incidentMessage(noticeOf('worsened')).title).toContain('got worse');
  });

  it('says at the end that it works again, what it was and that nothing is to do', () => {
    expect(incidentMessage(noticeOf('closed'))).toEqual({
      level: 'INFO',
      title: 'grant crew-sheets of jada works again',
      lines: [
        'it was open for 1 h: the issuer says that the grant is expired or revoked (RefreshTokenRevoked)',
        'affected: port-sheet, port-sheet-token',
      ],
    });
  });

  it('is of a daemon by its name', () => {
    const worksUntil = NOTICE_AT - 60_000;
    const about = {
      kind: 'daemon',
      grant: 'port-sheet',
      condition: conditionFor('critical', { worksUntil }),
    } as const;
    expect(incidentMessage(noticeOf('opened', about)).title).toBe(
      'daemon port-sheet of jada is already failing',
    );
    expect(incidentMessage(noticeOf('closed', about)).title).toBe('daemon port-sheet of jada works again');
  });

  it('is of an alarm that rings and is over, which has no time left and may concern nobody in particular', () => {
    const condition = conditionFor('warning', { worksUntil: null, affected: [] });
    const about = { kind: 'alarm', grant: 'disk-full', condition } as const;
    const opened = incidentMessage(noticeOf('opened', about));
    expect(opened.title).toBe('alarm disk-full of jada rings');
    expect(opened.lines.filter((line) => /^(time left|affected)/.test(line))).toEqual([]);
    expect(incidentMessage(noticeOf('closed', about)).title).toBe('alarm disk-full of jada is over');
  });

  it('is of a signing key, which does not run out, and of an agent that has no token', () => {
    const condition = conditionFor('critical', { worksUntil: null });
    const key = incidentMessage(noticeOf('opened', { kind: 'signingKey', grant: 'gastown', condition }));
    expect(key.title).toBe('signing key gastown of jada is in trouble');
    expect(key.lines.filter((line) => line.startsWith('time left'))).toEqual([]);
    const token = incidentMessage(noticeOf('opened', { kind: 'agentToken', grant: 'mayor', condition }));
    expect(token.title).toBe('agent token mayor of jada is in trouble');
    expect(token.lines).toContain('time left: no token is in force');
  });

  it('says when nobody is affected', () => {
    const condition = conditionFor('critical', { affected: [] });
    expect(incidentMessage(noticeOf('opened', { condition })).lines).toContain(
      'affected: nobody that is declared',
    );
  });

  it('lets no control character and no endless line of evidence through, and keeps the newest lines', () => {
    const evidence = ['old', '1', '2', '3', 'two\r\nlines', `\u001b[2J\u0007${'x'.repeat(9_000)}`];
    const { lines } = incidentMessage(
      noticeOf('opened', { condition: conditionFor('critical', { evidence }) }),
    );
    const shown = lines.filter((line) => line.startsWith('evidence: '));
    expect(shown).toHaveLength(5);
    expect(shown).toContain('evidence: two lines');
    expect(lines.join('')).not.toMatch(/\p{Cc}|old/u);
    expect(Math.max(...lines.map((line) => line.length))).toBe(400);
  });
});
