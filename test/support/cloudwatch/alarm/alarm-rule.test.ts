import { describe, expect, it } from '@jest/globals';
import { alarmRule } from './alarm-rule.ts';
import type { AlarmState } from './alarm-state.ts';

const STATES: Readonly<Record<string, AlarmState>> = {
  Raised: 'ALARM',
  Fine: 'OK',
  'With Space': 'ALARM',
  Silent: 'INSUFFICIENT_DATA',
};
const stateOf = (name: string) => STATES[name] ?? 'OK';

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(Raised) AND ALARM(Fine)', false],
    ['ALARM(Raised) AND NOT ALARM(Fine)', true],
    ['ALARM(Fine) AND ALARM(Fine) OR ALARM(Raised)', true],
    ['ALARM(Raised) OR ALARM(Raised) AND ALARM(Fine)', true],
    ['(ALARM(Raised) OR ALARM(Raised)) AND ALARM(Fine)', false],
    ['NOT (ALARM(Raised) AND ALARM(Fine))', true],
    ['ALARM("With Space")', true],
    ['OK(Fine) AND INSUFFICIENT_DATA(Silent)', true],
    ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:Raised)', true],
    ['TRUE', true],
    ['FALSE OR FALSE', false],
  ])('%s holds: %s', (text, expected) => {
    expect(alarmRule(text).holds(stateOf)).toBe(expected);
  });

  it('names its children', () => {
    expect(alarmRule('(ALARM("fast") OR ALARM(hold)) AND NOT ALARM(recovered)').children).toEqual([
      'fast',
      'hold',
      'recovered',
    ]);
  });

  it.each(['ALARM(a) XOR ALARM(b)', 'RAISED(a)', 'ALARM(a', 'ALARM()', 'AT_LEAST(2, ALARM, (a, b))'])(
    'refuses %s',
    (text) => {
      expect(() => alarmRule(text)).toThrow(expect.objectContaining({ name: 'NotUnderstood' }));
    },
  );
});
