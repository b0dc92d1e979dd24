import { describe, expect, it } from '@jest/globals';
import { filterPattern } from './filter-pattern.ts';

/** Vectors of the CloudWatch Logs User Guide, page "Filter and pattern syntax" (public copy of 2023), paraphrased. */
const TRAIL = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
});
const USERS = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
  ],
});
const REQUEST = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

const matches = (pattern: string, line: string) => filterPattern(pattern)(line) !== undefined;

describe('a filter pattern', () => {
  it.each([
    ['ERROR', '[ERROR] A fatal exception has occurred', true],
    ['ERROR', 'Exiting with ERRORCODE: -1', true],
    ['ERROR -Exiting', 'Exiting with ERRORCODE: -1', false],
    ['ERROR Exception', '[ERROR] Caught IllegalArgumentException', true],
    ['"Failed to process the request"', '[ERROR] Unable: Failed to process the request', true],
    ['"Failed to process the request"', 'Failed to process another request', false],
    ['?ERROR ?WARN', 'WARN message', true],
    ['?ERROR ?WARN', 'INFO message', false],
    ['ERROR WARN', 'ERROR message', false],
    ['ERROR -WARN', 'ERROR message', true],
    ['ERROR -WARN', 'ERROR WARN message', false],
    ['error', 'ERROR message', false],
    ['', 'anything', true],
    ['" "', 'anything', true],
    ['%HTTP Error 4[0-9][0-9]%', '[port-sheet] token error: HTTP Error 400: Bad Request', true],
    ['%HTTP Error 4[0-9][0-9]%', '[port-sheet] token error: HTTP Error 503', false],
  ])('of terms: %s takes %s: %s', (pattern, line, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  it.each([
    ['{ $.eventType = "UpdateTrail" }', TRAIL, true],
    ['{ $.eventType = "Update*" }', TRAIL, true],
    ['{ $.eventType = *Trail }', TRAIL, true],
    ['{ $.eventType = "Trail" }', TRAIL, false],
    ['{ $.sourceIPAddress != 123.123.* }', TRAIL, true],
    ['{ $.sourceIPAddress != 111.111.* }', TRAIL, false],
    ['{ $.arrayKey[0] = "value" }', TRAIL, true],
    ['{ $.objectList[1].id = 2 }', TRAIL, true],
    ['{ $.SomeObject IS NULL }', TRAIL, true],
    ['{ $.SomeOtherObject IS NULL }', TRAIL, false],
    ['{ $.SomeOtherObject NOT EXISTS }', TRAIL, true],
    ['{ $.SomeObject NOT EXISTS }', TRAIL, false],
    ['{ $.ThisFlag IS TRUE }', TRAIL, true],
    ['{ $.ThisFlag IS FALSE }', TRAIL, false],
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', USERS, true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', USERS, false],
    ['{ $.user.id = 1 || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }', USERS, true],
    ['{ ($.user.id = 1 || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }', USERS, false],
    ['{ $.users = 1 }', '{"users":[1,2,3]}', false],
    ['{ $.users != 1 }', '{"users":[1,2,3]}', false],
    ['{ $.users != 1 }', '{"other":1}', false],
    ['{ $.latency >= 500 }', '{"latency":500}', true],
    ['{ $.numbers[0] < 10e3 }', '{"numbers":[9999]}', true],
    ['{ $.numbers[0] < 10e-3 }', '{"numbers":[1]}', false],
    ['{ $.latency > +1000 }', '{"latency":1001}', true],
    ['{ $.errorCode != 500 }', '{"errorCode":400}', true],
    ['{ $.latency = * }', '{"latency":3}', true],
    ['{ $.latency = * }', '{"other":3}', false],
    ['{ $.path = %^/v[12]/% }', '{"path":"/v2/token"}', true],
    ['{ $.latency = * }', 'not JSON', false],
  ])('of JSON: %s takes %s: %s', (pattern, line, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  it.each([
    ['[ip, user, username, timestamp, request, status_code, bytes]', true],
    ['[ip, user, username, timestamp, request, status_code]', false],
    ['[..., status_code, bytes]', true],
    ['[ip, user, ..., status_code, bytes]', true],
    ['[ip, user, ...]', true],
    ['[ip, user, username, timestamp, request, status_code, bytes > 1000]', true],
    ['[ip, user, username, timestamp, request, status_code, bytes > 2000]', false],
    ['[..., status_code = 4*, bytes]', true],
    ['[..., request = *html*, status_code = 4*, bytes]', true],
    ['[..., status_code = 4* && status_code != 404, bytes]', false],
    ['[ip, ..., status_code = 200 || status_code = 404, bytes]', true],
    ['[a, b, c, d, e, f, g, h, ...]', false],
  ])('of columns: %s takes the request: %s', (pattern, expected) => {
    expect(matches(pattern, REQUEST)).toBe(expected);
  });

  it('hands out the fields of a line', () => {
    expect(filterPattern('{ $.latency = * }')('{"latency":12.5}')?.field('$.latency')).toBe(12.5);
    const match = filterPattern('[..., status_code = 4*, bytes]')(REQUEST);
    expect(match?.field('$status_code')).toBe('404');
    expect(match?.field('$bytes')).toBe('1534');
  });

  it.each([
    'HTTP-Error',
    '?ERROR WARN',
    '-ERROR',
    '{ !($.a = 1) }',
    '{ $.a IS NOT NULL }',
    '{ $.a EXISTS }',
    '{ $.a = "one*two" }',
    '{ $.a < word }',
    '{ $.a = 1 } trailing',
    '{ $.a = 1',
    '[a, ..., b, ...]',
    '[a = 1 && b = 2]',
    '%(group)%',
  ])('refuses %s', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(expect.objectContaining({ name: 'NotUnderstood' }));
  });
});
