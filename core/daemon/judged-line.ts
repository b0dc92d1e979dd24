import { type Instant, toIso } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** `type` of a line that says what another line means. A failure watch counts it as a refusal. */
export const JUDGED_LINE = 'tokenRefused';

/** The verdict on a line of a daemon, as one JSON line beside it in its log group: without the line itself. */
export function judgedLineJson(
  verdict: Pick<Verdict, 'class' | 'reason' | 'message'>,
  { at, daemon, host }: { at: Instant; daemon: string; host: string },
): string {
  const { reason, message } = verdict;
  return JSON.stringify({
    schema: 1,
    at: toIso(at),
    daemon,
    type: JUDGED_LINE,
    host,
    class: verdict.class,
    reason,
    message,
  });
}

/** Is it one of ours, beside the line that it judges? */
export function isJudgedLine(line: string): boolean {
  return line.startsWith('{') && line.includes(`"type":"${JUDGED_LINE}"`);
}
