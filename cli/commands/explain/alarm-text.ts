import type { AlarmReading } from '../../../adapters/cloudwatch-alarms/read-alarm.ts';
import { toIso } from '../../../core/time.ts';
import type { JudgedLine } from './judged-lines.ts';

/** What an alarm means, for people and scripts. */
export interface AlarmExplanation {
  readonly alarm: AlarmReading;
  readonly logGroup: string;
  /** At most 5 lines, newest last. */
  readonly evidence: readonly JudgedLine[];
  /** The newest of them; null: no line shows the trouble. */
  readonly verdict: JudgedLine | null;
  /** Grants that may be behind it, each with the reason of its open incident. */
  readonly grants: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
  /** Hosts that are silent, with the time of their last report. */
  readonly hosts: readonly { readonly name: string; readonly silentSince: string | null }[];
  /** Daemons that stand still. */
  readonly daemons: readonly string[];
  readonly next: string;
}

export function alarmText(explanation: AlarmExplanation): string {
  const { alarm, logGroup, evidence, verdict, hosts, grants, daemons, next } = explanation;
  const row = (label: string, text: string) => `  ${label.padEnd(9)} ${text}`;
  const since = alarm.since === null ? '' : ` since ${toIso(alarm.since)}`;
  return [
    `${alarm.name}  ${alarm.state}${since}`,
    ...(alarm.description ? [row('alarm', alarm.description)] : []),
    row('because', alarm.reason || 'CloudWatch states no reason'),
    ...(verdict
      ? [row('verdict', `${verdict.verdict}  ${verdict.reason}`), row('meaning', verdict.message)]
      : hosts.length === 0
        ? [row('verdict', `no line of ${logGroup} shows the trouble`)]
        : []),
    ...hosts.map(({ name, silentSince }) => row('silent', `${name}  since ${silentSince}`)),
    ...evidence.map(({ at, line }, index) => row(index === 0 ? 'evidence' : '', `${at}  ${line}`)),
    row('affected', daemons.join(', ') || 'no declared daemon'),
    ...grants.map(({ name, state, reason }) =>
      row('grant', `${name}  ${state}${reason ? `  ${reason}` : ''}`),
    ),
    `next: ${next}`,
  ].join('\n');
}
