export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** A data point of the evaluation range: does it breach, or is it missing? */
export type Point = 'fine' | 'breaching' | 'missing';

/**
 * The state that CloudWatch gives to a metric alarm.
 *
 * As many real points as there are evaluation periods decide alone, even from farther back in the range. With fewer,
 * missing points are filled as told. With `missing`, one breaching point that is as old as the data points to alarm,
 * and nothing but breaching or missing points, raises the alarm before enough have breached; `ignore` keeps the state.
 *
 * @param points of the whole evaluation range, the oldest first; at least `evaluate` of them
 * @see CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", both tables
 */
export function alarmState(
  points: readonly Point[],
  rule: { evaluate: number; toAlarm: number; missing: MissingData; current: AlarmState },
): AlarmState {
  const real = points.filter((point) => point !== 'missing').slice(-rule.evaluate);
  const breaching = real.filter((point) => point === 'breaching').length;
  if (breaching >= rule.toAlarm) return 'ALARM';
  const filled = rule.evaluate - real.length;
  if (filled === 0) return 'OK';
  if (rule.missing === 'notBreaching') return 'OK';
  if (rule.missing === 'breaching') return breaching + filled >= rule.toAlarm ? 'ALARM' : 'OK';
  if (breaching < real.length) return 'OK';
  if (rule.missing === 'ignore') return rule.current;
  const age = points.length - points.indexOf('breaching');
  return breaching > 0 && age >= rule.toAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
