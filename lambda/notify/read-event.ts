import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import type { Instant } from '../../core/time.ts';

/** An alarm changed its state. */
export interface AlarmNews {
  readonly name: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  /** When it changed, by CloudWatch's clock. */
  readonly changedAt: Instant;
  /** '' where the alarm has none. */
  readonly description: string;
  /** Why CloudWatch says that it changed. */
  readonly reason: string;
  /** An alarm over other alarms. */
  readonly isComposite: boolean;
  /** Of an alarm on a query: the fields that tell what rang from what else may ring. */
  readonly contributor: Readonly<Record<string, string>>;
}

/** What came over the alarm topic. */
export type Heard =
  | { readonly kind: 'alarm'; readonly news: AlarmNews }
  /** No alarm, whoever sent it. */
  | { readonly kind: 'other'; readonly subject: string; readonly text: string };

/** @returns undefined for an event that is none of SNS */
export function readNotifyEvent(event: unknown): readonly Heard[] | undefined {
  if (!isMapping(event) || !Array.isArray(event.Records)) return undefined;
  const notifications = event.Records.map((record: unknown) => (isMapping(record) ? record.Sns : undefined));
  return notifications.every(isMapping) ? notifications.map(heard) : undefined;
}

function heard({ Message, Subject }: RawMapping): Heard {
  const text = textOf(Message);
  const news = newsOf(parseJson(text));
  return news ? { kind: 'alarm', news } : { kind: 'other', subject: textOf(Subject), text };
}

/**
 * Reads the three forms: of a metric alarm with `Trigger`, of a composite one with `AlarmRule`, of a log alarm with
 * `QueryString` and the contributor's attributes.
 *
 * @see CloudWatch User Guide, "Notifying users on alarm changes" and "Log alarms"
 */
function newsOf(message: unknown): AlarmNews | undefined {
  if (!isMapping(message)) return undefined;
  const { AlarmName: name, NewStateValue: state, StateChangeTime } = message;
  const changedAt = typeof StateChangeTime === 'string' ? Date.parse(StateChangeTime) : Number.NaN;
  if (typeof name !== 'string' || !isState(state) || Number.isNaN(changedAt)) return undefined;
  return {
    name,
    state,
    changedAt,
    description: textOf(message.AlarmDescription),
    reason: textOf(message.NewStateReason),
    isComposite: typeof message.AlarmRule === 'string',
    contributor: textsOf(message.AlarmContributorAttributes),
  };
}

function isState(value: unknown): value is AlarmNews['state'] {
  return value === 'ALARM' || value === 'OK' || value === 'INSUFFICIENT_DATA';
}

function textsOf(mapping: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(isMapping(mapping) ? mapping : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
