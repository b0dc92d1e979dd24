import { describe, expect, it } from '@jest/globals';
import { type AlarmState, alarmState, type Point } from './alarm-state.ts';

const POINTS: Readonly<Record<string, Point>> = { '0': 'fine', X: 'breaching', '-': 'missing' };
const SETTINGS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** What the tables call "retain current state". */
const RETAINED: AlarmState = 'ALARM';

/** @returns the states by the four settings, in the order of the tables' columns */
function states(row: string, toAlarm: number): readonly AlarmState[] {
  const points = row.split(' ').map((sign) => POINTS[sign] ?? 'missing');
  return SETTINGS.map((missing) => alarmState(points, { evaluate: 3, toAlarm, missing, current: RETAINED }));
}

const OK = 'OK';
const ALARM = 'ALARM';
const NONE = 'INSUFFICIENT_DATA';

describe('the state of an alarm', () => {
  it.each([
    ['0 - X - X', [OK, OK, OK, OK]],
    ['0 - - - -', [OK, OK, OK, OK]],
    ['- - - - -', [NONE, RETAINED, ALARM, OK]],
    ['0 X X - X', [ALARM, ALARM, ALARM, ALARM]],
    ['- - - - X', [NONE, RETAINED, ALARM, OK]],
    ['- - - X -', [NONE, RETAINED, ALARM, OK]],
    ['- - X - -', [ALARM, RETAINED, ALARM, OK]],
    ['X - - - -', [ALARM, RETAINED, ALARM, OK]],
    ['- - X - 0', [OK, OK, OK, OK]],
  ])('with 3 of 3 and a range of 5, %s is as the guide says', (row, expected) => {
    expect(states(row, 3)).toEqual(expected);
  });

  it.each([
    ['0 - X - X', [ALARM, ALARM, ALARM, ALARM]],
    ['0 0 X 0 X', [ALARM, ALARM, ALARM, ALARM]],
    ['0 - X - -', [OK, OK, ALARM, OK]],
    ['- - - - 0', [OK, OK, ALARM, OK]],
    ['- - - - X', [NONE, RETAINED, ALARM, OK]],
    ['- - - X -', [ALARM, RETAINED, ALARM, OK]],
  ])('with 2 of 3 and a range of 5, %s is as the guide says', (row, expected) => {
    expect(states(row, 2)).toEqual(expected);
  });

  it('keeps the state where missing data is ignored and nothing is there', () => {
    const rule = { evaluate: 3, toAlarm: 3, missing: 'ignore', current: 'OK' } as const;
    expect(alarmState(['missing', 'missing', 'missing'], rule)).toBe('OK');
  });
});
