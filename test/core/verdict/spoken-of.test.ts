import { describe, expect, it } from '@jest/globals';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import { withoutMentions } from '../../../core/verdict/spoken-of.ts';

describe('what a line only speaks of', () => {
  it.each([
    ['a condition', 'sign in again if the refresh token expired; done', 'sign in again ; done'],
    ['a title', 'opened page "Refresh token revoked"', 'opened page'],
    ['what another wrote', 'first: "Login fails with invalid_grant"', 'first:'],
    ['a file named after an error', 'saved docs/invalid_grant.md', 'saved file'],
    ['a rule for what may come', 'retry once on invalid_grant', 'retry once on'],
  ])('%s is left out', (_name, line, left) => {
    expect(withoutMentions(line).replace(/\s+/g, ' ').trim()).toBe(left);
  });

  it.each([
    'error: "invalid_grant"',
    "message: 'Token has been expired or revoked.'",
    'oauth2: "invalid_grant" "Token has been expired or revoked."',
  ])('what the program reports stays: %s', (line) => {
    expect(withoutMentions(line)).toBe(line);
    expect(judgeLine(line).class).toBe('permanent_reauth');
  });
});
