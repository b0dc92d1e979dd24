import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { AlarmReading } from '../../../adapters/cloudwatch-alarms/read-alarm.ts';
import { evidence } from '../../../adapters/cloudwatch-logs/log-evidence.ts';
import { isJudgedLine } from '../../../core/daemon/judged-line.ts';
import { DAY, type Instant, MINUTE, type Milliseconds, toIso } from '../../../core/time.ts';
import { explain } from '../../../core/verdict/explain.ts';
import type { AlarmSubject } from './alarm-subject.ts';

/** A log line, redacted, with what the classifier makes of it. */
export interface JudgedLine {
  readonly at: string;
  readonly line: string;
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * The last lines of the alarm's log group that the classifier takes for trouble with tokens, newest last.
 * @throws Fault of AWS, with the log group's name
 */
export async function judgedLines(
  client: CloudWatchLogsClient,
  { subject, alarm, now }: { subject: AlarmSubject; alarm: AlarmReading; now: Instant },
): Promise<readonly JudgedLine[]> {
  const found = await evidence({
    client,
    logGroup: subject.logGroup,
    // The group of a daemon holds its own words, which nobody can list; ours name their type.
    pattern: subject.daemon === undefined ? OUR_TROUBLES : EVERYTHING,
    since: Math.min(alarm.since ?? now, now) - LOOK_BACK,
    now,
    most: MOST_LOOKED_AT,
  });
  return found
    .filter(({ line }) => !isJudgedLine(line))
    .map(({ at, line }) => ({ at, line, explained: explain({ line: messageOf(line) }) }))
    .filter(({ explained }) => subject.daemon === undefined || explained.verdict !== 'not_auth')
    .slice(-MOST_SHOWN)
    .map(({ at, line, explained: { verdict, reason, message, remedy } }) => ({
      at: toIso(at),
      line,
      verdict,
      reason,
      message,
      remedy,
    }));
}

const EVERYTHING = ' ';
const OUR_TROUBLES =
  '{ $.type = "refreshFailed" || $.type = "consentRequired" || $.type = "unsettled" || $.type = "finding" }';
const LOOK_BACK: Milliseconds = DAY + 10 * MINUTE;
const MOST_LOOKED_AT = 500;
const MOST_SHOWN = 5;

/** Lines of the supervisor are JSON, and quote what the daemon wrote. */
function messageOf(line: string): string {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null) return line;
    const texts = Object.values(parsed)
      .flat()
      .filter((value) => typeof value === 'string');
    return texts.join(' ');
  } catch {
    return line;
  }
}
