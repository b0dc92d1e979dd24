import { describe, expect, it } from '@jest/globals';
import { readLogPrefix } from '../../../core/verdict/log-prefix.ts';

describe('taking off what a logger put before a message', () => {
  it.each([
    ['2026-11-22T04:00:00.123Z WARN disk full', 'disk full'],
    ['2026-11-22 04:00:00,123 ERROR disk full', 'disk full'],
    ['[22/Nov/2026] [04:00:00] disk full', 'disk full'],
    ['Nov 22 04:00:01 host daemon[123]: disk full', 'disk full'],
    ['worker-1  | disk full', 'disk full'],
    ['2026-11-22T04:00:00.1Z stderr F disk full', 'disk full'],
    ['\u001b[1;31mERROR\u001b[0m disk full', 'disk full'],
    ['<WARN> - disk full', 'disk full'],
  ])('%j', (line, message) => {
    expect(readLogPrefix(line)).toEqual({ tags: [], message });
  });

  it('keeps the names in brackets, which may tell of what the line speaks', () => {
    expect(readLogPrefix('04:00:00 [mcp-oauth] [ERROR] [port-sheet]: HTTP 400')).toEqual({
      tags: ['[mcp-oauth]', '[port-sheet]:'],
      message: 'HTTP 400',
    });
  });

  it.each([
    'ERROR 1045 (28000): Access denied',
    'ERROR: (gcloud.auth) failed',
    'Error: connect ECONNREFUSED 127.0.0.1:443',
    '[WARN]',
    '',
  ])('leaves %j alone, which is the message itself', (line) => {
    expect(readLogPrefix(line)).toEqual({ tags: [], message: line });
  });
});
