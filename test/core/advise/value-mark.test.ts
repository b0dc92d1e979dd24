import { describe, expect, it } from '@jest/globals';
import { markOf, markOfName } from '../../../core/advise/value-mark.ts';

const LONG = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';

describe('the mark of a value', () => {
  it.each([
    [`ghp_${LONG}`, 'github-personal-token', 'github'],
    [`github_pat_${LONG}`, 'github-personal-token', 'github'],
    [`ghs_${LONG}`, 'short-lived', 'github'],
    [`ghr_${LONG}`, 'refresh-token', 'github'],
    [`1//${LONG}`, 'refresh-token', 'google'],
    [`ya29.${LONG}`, 'short-lived', 'google'],
    [`sk-ant-api03-${LONG}`, 'api-key', 'anthropic'],
    [`sk-proj-${LONG}`, 'api-key', 'openai'],
    [`SG.${LONG}.${LONG}`, 'api-key', 'sendgrid'],
    [`xoxb-1-${LONG}`, 'api-key', 'slack'],
  ])('%s', (value, kind, issuer) => {
    expect(markOf(value)).toEqual({ kind, issuer });
  });

  it.each(['hello world', 'sk-short', '/etc/key.json', ''])('is not there in "%s"', (value) => {
    expect(markOf(value)).toBeUndefined();
  });
});

describe('the name of a value', () => {
  it.each([
    ['CREW_API_KEY', LONG, 'api-key'],
    ['SMTP_PASSWORD', LONG, 'api-key'],
    ['OFFICE_REFRESH_TOKEN', LONG, 'refresh-token'],
    ['OAUTH_CLIENT_SECRET', LONG, 'client-secret'],
  ])('%s tells', (name, value, kind) => {
    expect(markOfName(name, value)).toEqual({ kind, issuer: null });
  });

  it.each([
    ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/robot-with-a-long-name.json'],
    ['TOKEN_FILE', LONG],
    ['MAX_TOKENS', '4096'],
    ['AUTH_TOKEN_TYPE', 'urn:ietf:params:oauth:token-type:jwt'],
    ['API_KEY', '$' + '{FROM_ELSEWHERE_IN_THIS_FILE}'],
    ['HOME', LONG],
    ['TOKEN_NOTE', 'ask the person who knows'],
  ])('%s=%s tells of no secret', (name, value) => {
    expect(markOfName(name, value)).toBeUndefined();
  });
});
