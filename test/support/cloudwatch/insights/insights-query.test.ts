import { describe, expect, it } from '@jest/globals';
import { insightsQuery } from './insights-query.ts';

const EVENTS = [
  { at: 1000, message: '[port-sheet] token error: HTTP Error 400: Bad Request' },
  { at: 2000, message: '[port-sheet] retrying in 30 minutes' },
  { at: 3000, message: '{"type":"refreshFailed","credential":"crew","status":{"code":400},"failures":2}' },
  { at: 4000, message: '{"type":"refreshFailed","credential":"crew","status":{"code":400},"failures":3}' },
  { at: 5000, message: '{"type":"refreshFailed","credential":"mail","status":{"code":503},"failures":1}' },
  { at: 6000, message: '{"type":"refreshed","credential":"mail","fine":true}' },
];

const rows = (query: string) =>
  insightsQuery(query)
    .run(EVENTS)
    .map((row) => Object.fromEntries(row));
const times = (query: string) => rows(query).map((row) => row['@timestamp']);

describe('a query of Logs Insights', () => {
  it.each([
    ['filter @message like "token error"', [1000]],
    ['filter @message like /HTTP Error 4\\d\\d/', [1000]],
    ['filter @message like /(?i)http error/', [1000]],
    ['filter @message =~ /retrying/', [2000]],
    ["filter type = 'refreshFailed'", [3000, 4000, 5000]],
    ['filter type = "refreshFailed" and credential != "crew"', [5000]],
    ['filter status.code = 400 or status.code = 503', [3000, 4000, 5000]],
    ['filter (type="refreshed" or failures>=3) and not (credential="mail")', [4000]],
    ['filter ispresent(credential) and @message not like "Failed"', [6000]],
    ['filter credential != "crew"', [5000, 6000]],
    ['fields @timestamp, @message | sort @timestamp desc | limit 2', [6000, 5000]],
    ['filter ispresent(failures) | sort failures', [5000, 3000, 4000]],
  ])('%s finds %s', (query, expected) => {
    expect(times(query)).toEqual(expected);
  });

  it('parses by glob and by regular expression', () => {
    const glob = 'filter @message like "token error" | parse @message "[*] token error: *" as daemon, cause';
    expect(rows(glob)).toEqual([
      expect.objectContaining({ daemon: 'port-sheet', cause: 'HTTP Error 400: Bad Request' }),
    ]);
    const regex = 'parse @message /Error (?<code>\\d+)/ | filter code = 400';
    expect(rows(regex)).toEqual([expect.objectContaining({ code: '400', '@timestamp': 1000 })]);
  });

  it('aggregates by group', () => {
    const query =
      'filter type = "refreshFailed" | stats count(*) as n, max(failures) as most by credential | sort n desc';
    expect(rows(query)).toEqual([
      { credential: 'crew', n: 2, most: 3 },
      { credential: 'mail', n: 1, most: 1 },
    ]);
  });

  it('counts nothing as 0 and gives no maximum of nothing', () => {
    expect(rows('filter type = "unheard" | stats count(*), max(failures)')).toEqual([{ 'count(*)': 0 }]);
  });

  it('renames a field', () => {
    expect(rows('filter failures = 3 | fields credential as who')).toEqual([
      expect.objectContaining({ who: 'crew' }),
    ]);
  });

  it.each([
    'display @message',
    'stats pct(failures, 95)',
    'stats count(*) by bin(5m)',
    'fields abs(failures)',
    'filter failures + 1 = 2',
    'filter credential in ["a"]',
    'parse @message "a * b *" as one',
    'filter fine = 1',
    '# a comment\nfilter a = 1',
    '',
  ])('refuses %s', (query) => {
    expect(() => rows(query)).toThrow(expect.objectContaining({ name: 'NotUnderstood' }));
  });
});
