import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import { alarmSubject } from './alarm-subject.ts';
import { type DaemonAlarmParts, onDaemonAlarm } from './daemon-alarm.ts';
import { onForeignAlarm, onOtherMessage } from './foreign-alarm.ts';
import { type HealthAlarmParts, onHealthAlarm } from './health-alarm.ts';
import type { People } from './people.ts';
import { type Heard, readNotifyEvent } from './read-event.ts';
import { onSilentHosts, type SilentHostsParts } from './silent-hosts.ts';

export interface NotifyHandlerParts {
  readonly deployment: string;
  readonly people: People;
  readonly daemons: Omit<DaemonAlarmParts, 'people' | 'failed' | 'now'>;
  readonly health: Omit<HealthAlarmParts, 'people' | 'failed'>;
  readonly hosts: Pick<SilentHostsParts, 'reports'>;
  failed(what: string, error: unknown): void;
  now(): Instant;
}

/**
 * Turns what comes over the alarm topic into messages for people. It throws when they could not be told, so that SNS's
 * call is repeated and the alarm on this function rings; whatever else goes wrong makes a message poorer.
 */
export function createNotifyHandler(parts: NotifyHandlerParts): (event: unknown) => Promise<void> {
  return async (event) => {
    const heard = readNotifyEvent(event);
    if (!heard) throw unknownEvent();
    const outcomes = await Promise.allSettled(heard.map((each) => attendTo(parts, each)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  };
}

async function attendTo(parts: NotifyHandlerParts, heard: Heard): Promise<void> {
  const { people, failed, now } = parts;
  if (heard.kind === 'other') return await onOtherMessage(people, { ...heard, at: now() });
  const { news } = heard;
  const subject = alarmSubject(news, parts.deployment);
  switch (subject.kind) {
    case 'daemon':
    case 'credential':
      return await onDaemonAlarm({ ...parts.daemons, people, failed, now }, subject, news);
    case 'health':
      return await onHealthAlarm({ ...parts.health, people, failed }, subject.alarm, news);
    case 'silentHosts':
      return await onSilentHosts({ ...parts.hosts, people, failed }, news);
    case 'foreign':
      return await onForeignAlarm(people, news);
  }
}

function unknownEvent(): Fault {
  return new Fault({
    code: 'EventUnknown',
    message: 'notify was called with an event that is no notification of SNS',
    remedy: 'let an alarm call it, over the topic of the alarms',
  });
}
