import { describe, expect, it } from '@jest/globals';
import { readNotifyEvent } from '../../../lambda/notify/read-event.ts';
import { compositeAlarm, logAlarm, metricAlarm, snsEvent } from '../../support/alarm-messages.ts';

const AT = Date.parse('2026-05-13T14:30:00.123Z');
const change = { name: 'evergrant-jada-x', at: AT, description: 'says why' };
const NEWS = {
  name: 'evergrant-jada-x',
  state: 'ALARM',
  changedAt: AT,
  description: 'says why',
  reason: expect.stringContaining('Threshold Crossed'),
  isComposite: false,
  contributor: {},
};

describe('an event of the alarm topic', () => {
  it.each([
    ['a metric alarm', metricAlarm(change), NEWS],
    ['a composite alarm', compositeAlarm(change), { ...NEWS, isComposite: true }],
    [
      'a log alarm with the attributes of what rang',
      logAlarm(change, { credential: 'crew' }),
      { ...NEWS, contributor: { credential: 'crew' } },
    ],
    [
      'an alarm without a description',
      { ...metricAlarm(change), AlarmDescription: null },
      { ...NEWS, description: '' },
    ],
  ])('is news of %s', (_, message, news) => {
    expect(readNotifyEvent(snsEvent(message))).toEqual([{ kind: 'alarm', news }]);
  });

  it.each([
    ['text', 'hello'],
    ['JSON that is no alarm', '{"AlarmName":"x"}'],
    ['an alarm in a state that CloudWatch does not have', { ...metricAlarm(change), NewStateValue: 'MAYBE' }],
    ['an alarm without a time', { ...metricAlarm(change), StateChangeTime: 'today' }],
  ])('is something else where it holds %s', (_, message) => {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    expect(readNotifyEvent(snsEvent(message))).toEqual([{ kind: 'other', subject: 'a subject', text }]);
  });

  it.each([null, {}, { Records: [{ body: 'of a queue' }] }, { Records: 'x' }])(
    'is not what %j is',
    (event) => {
      expect(readNotifyEvent(event)).toBeUndefined();
    },
  );
});
