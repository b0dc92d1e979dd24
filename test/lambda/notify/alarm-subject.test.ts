import { describe, expect, it } from '@jest/globals';
import { credentialAlarm, daemonAlarm, healthAlarm } from '../../../core/wire.ts';
import { alarmSubject } from '../../../lambda/notify/alarm-subject.ts';

const subjectOf = (
  name: string,
  {
    isComposite = false,
    contributor = {},
  }: { isComposite?: boolean; contributor?: Record<string, string> } = {},
) => alarmSubject({ name, isComposite, contributor }, 'jada');

describe('the subject of an alarm', () => {
  it('is a daemon', () => {
    const subject = subjectOf(daemonAlarm('jada', 'port-sheet'), { isComposite: true });
    expect(subject).toEqual({ kind: 'daemon', daemon: 'port-sheet' });
  });

  it('is a credential of a daemon, as the contributor names it', () => {
    const name = credentialAlarm('jada', 'port-sheet');
    const daemon = 'port-sheet';
    expect(subjectOf(name, { contributor: { credential: 'crew' } })).toEqual({
      kind: 'credential',
      daemon,
      credential: 'crew',
    });
    expect(subjectOf(name)).toEqual({ kind: 'credential', daemon, credential: undefined });
  });

  it('is a daemon whose name ends as an alarm by credential does', () => {
    const subject = subjectOf(daemonAlarm('jada', 'x-by-credential'), { isComposite: true });
    expect(subject).toEqual({ kind: 'daemon', daemon: 'x-by-credential' });
  });

  it.each(['grant-failing', 'token-expiring', 'rotation-failed'] as const)('is the rule %s', (alarm) => {
    expect(subjectOf(healthAlarm('jada', alarm))).toEqual({ kind: 'health', alarm });
  });

  it('is hosts that are silent', () => {
    expect(subjectOf(healthAlarm('jada', 'host-silent'))).toEqual({ kind: 'silentHosts' });
  });

  it.each([
    healthAlarm('jada', 'heartbeat-missing'),
    healthAlarm('other', 'grant-failing'),
    daemonAlarm('other', 'port-sheet'),
    daemonAlarm('jada', ''),
    credentialAlarm('jada', ''),
    `${daemonAlarm('jada', 'port-sheet')}-last`,
    'disk-full',
  ])('is none of ours for %s', (name) => {
    expect(subjectOf(name)).toEqual({ kind: 'foreign' });
  });
});
