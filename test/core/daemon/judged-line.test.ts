import { describe, expect, it } from '@jest/globals';
import { isJudgedLine, judgedLineJson } from '../../../core/daemon/judged-line.ts';
import { judgeLine } from '../../../core/verdict/judge-line.ts';

const AT = { at: Date.UTC(2026, 4, 13, 14, 30), daemon: 'port-sheet', host: 'ops' };

describe('the verdict on a line', () => {
  const line =
    'token error: {"error":"invalid_grant","error_description":"Token has been expired or revoked."}';
  const json = judgedLineJson(judgeLine(line), AT);

  it('is one line of JSON with what is wrong, where and when, and without the line', () => {
    expect(JSON.parse(json)).toEqual({
      schema: 1,
      at: '2026-05-13T14:30:00.000Z',
      daemon: 'port-sheet',
      type: 'tokenRefused',
      host: 'ops',
      class: 'permanent_reauth',
      reason: expect.any(String),
      message: expect.any(String),
    });
    expect(json).not.toContain('error_description');
    expect(json).not.toContain('\n');
  });

  it('is told from the lines of daemons', () => {
    expect(isJudgedLine(json)).toBe(true);
    expect(isJudgedLine(line)).toBe(false);
    expect(isJudgedLine(`{"msg":"tokenRefused"}`)).toBe(false);
  });
});
