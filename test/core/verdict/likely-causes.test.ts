import { describe, expect, it } from '@jest/globals';
import { type GrantFacts, likelyCauses } from '../../../core/verdict/likely-causes.ts';

const causesOf = (facts: GrantFacts) => likelyCauses('google', facts).map(({ cause }) => cause);

describe('why a Google grant died without a word', () => {
  it('puts Testing first for a grant that is seven days old', () => {
    const [first] = likelyCauses('google', { ageDays: 7.1 });
    expect(first?.cause).toContain('Testing');
    expect(first?.evidence).toContain('7.1 days');
  });

  it('excludes Testing for a client in production and for a grant that outlived the week', () => {
    expect(causesOf({ ageDays: 7.1, publishingStatus: 'production' }).join()).not.toContain('Testing');
    expect(causesOf({ ageDays: 90 }).join()).not.toContain('Testing');
  });

  it('excludes six months of disuse for a job that runs every 30 minutes', () => {
    expect(causesOf({ runsEverySeconds: 1800 }).join()).not.toContain('six months');
    expect(causesOf({}).join()).toContain('six months');
  });

  it('names disuse first when the last use was that long ago', () => {
    expect(causesOf({ ageDays: 400, lastUsedDaysAgo: 190 })[0]).toContain('six months');
  });

  it('counts a password change only against grants with mail scopes', () => {
    const sheets = 'https://www.googleapis.com/auth/spreadsheets';
    const mail = 'https://www.googleapis.com/auth/gmail.readonly';
    expect(causesOf({ scopes: [sheets] }).join()).not.toContain('password');
    expect(causesOf({ ageDays: 60, scopes: [mail] })[0]).toContain('password');
  });

  it('thinks of a daily session policy when the grant lived a day', () => {
    expect(causesOf({ ageDays: 1, publishingStatus: 'production' })[0]).toContain('session policy');
  });
});

it('an issuer that rotates may have given the successor to another program', () => {
  expect(
    likelyCauses('xero', {})
      .map(({ cause }) => cause)
      .join(),
  ).toContain('another program');
});
