import type { Condition } from '../../core/incident/incident.ts';
import type { Instant } from '../../core/time.ts';
import { redact } from '../../core/verdict/redact.ts';
import type { People } from './people.ts';
import type { AlarmNews } from './read-event.ts';

/** Passes on an alarm that is none of ours, or that nothing can be added to: as it is, once, and once that it is over. */
export async function onForeignAlarm(people: Pick<People, 'tell' | 'over'>, news: AlarmNews): Promise<void> {
  const { name, state, description, reason, changedAt: at } = news;
  const topic = { kind: 'alarm', name } as const;
  if (state === 'OK') return await people.over(topic, at);
  const message = description || `it went into the state ${state}`;
  const condition = passedOn({
    reason: 'AlarmRang',
    message: redact(message),
    evidence: reason ? [redact(reason)] : [],
    remedy: `aws cloudwatch describe-alarms --alarm-names '${name}'`,
  });
  await people.tell(topic, { condition, at });
}

/** Passes on what somebody sent to the alarm topic and is no alarm: each time, for nothing tells when it is over. */
export async function onOtherMessage(
  people: Pick<People, 'passOn'>,
  { subject, text, at }: { subject: string; text: string; at: Instant },
): Promise<void> {
  const name = redact(subject || 'message');
  const condition = passedOn({
    reason: 'NotAnAlarm',
    message: 'the topic of the alarms got a message that is no alarm of CloudWatch',
    evidence: [redact(text)],
    remedy: 'see who sends to the topic, and let people read it at the ops topic',
  });
  await people.passOn({ kind: 'alarm', name }, { condition, at });
}

function passedOn(about: Pick<Condition, 'reason' | 'message' | 'evidence' | 'remedy'>): Condition {
  return { severity: 'warning', causes: [], worksUntil: null, affected: [], stageAt: null, ...about };
}
