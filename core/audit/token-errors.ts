import type { RunEnd } from '../daemon/run-history.ts';
import type { Instant } from '../time.ts';
import { REASONS } from '../verdict/reasons.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { TokenErrors } from './host-audit.ts';
import type { TimedLine } from './timed-line.ts';

/** Where trouble of one daemon shows: in its lines, and in how its runs ended. */
export interface TroubleSource {
  readonly daemon: string;
  /** The one grant that it uses; undefined: it uses several, or none. */
  readonly grant: string | undefined;
  readonly lines: readonly TimedLine[];
  readonly history: readonly RunEnd[];
}

/**
 * What daemons told of trouble with tokens since an instant, one entry for each daemon and meaning, the last first. Runs
 * count where we have them, for their lines are the same trouble again.
 *
 * @param judge as `judgeLine`
 */
export function tokenErrors(
  sources: readonly TroubleSource[],
  { since, judge }: { since: Instant; judge: (line: string) => Verdict },
): readonly TokenErrors[] {
  const found = new Map<string, TokenErrors>();
  const add = (
    { daemon, grant }: TroubleSource,
    verdict: Pick<Verdict, 'class' | 'reason' | 'message' | 'remedy'>,
    at: Instant,
  ) => {
    if (at < since || !isTrouble(verdict)) return;
    const key = `${daemon} ${verdict.reason}`;
    const known = found.get(key);
    const { class: of, reason, message, remedy } = verdict;
    found.set(key, {
      daemon,
      class: of,
      reason,
      message,
      remedy: grant === undefined ? remedy : remedy.replaceAll('GRANT', grant),
      count: (known?.count ?? 0) + 1,
      lastAt: Math.max(known?.lastAt ?? 0, at),
    });
  };
  for (const source of sources) {
    const { lines, history } = source;
    for (const { endedAt, verdict } of history) if (verdict) add(source, meaningOf(verdict), endedAt);
    if (history.length === 0) for (const { at, text } of lines) add(source, judge(text), at);
  }
  return [...found.values()].sort((left, right) => right.lastAt - left.lastAt);
}

/** Does a verdict tell of trouble with a token? */
export function isTrouble({ class: of }: Pick<Verdict, 'class'>): boolean {
  return of !== 'ok' && of !== 'not_auth';
}

/** Messages and remedies are those of this version. */
function meaningOf({ class: of, reason }: NonNullable<RunEnd['verdict']>) {
  const known = Object.entries(REASONS).find(([name]) => name === reason)?.[1];
  return { class: of, reason, message: known?.message ?? reason, remedy: known?.remedy ?? '' };
}
