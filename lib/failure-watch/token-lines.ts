import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import type { DaemonNews } from '../../core/daemon/daemon-event.ts';
import { JUDGED_LINE } from '../../core/daemon/judged-line.ts';

/** What daemons write when they get no token or are refused with theirs. 429 and 5xx pass by themselves and are not here. */
export const REFUSED_LINES: readonly string[] = [
  'token error: HTTP Error 400',
  'token error: HTTP Error 401',
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
];

/** What they write when their work is done. */
export const WORKING_LINES: readonly string[] = ['synced'];

/** What `evergrant run --json` says of the same, in lines of their own. */
const REFUSED_NEWS: DaemonNews['type'] = 'refusalReported';
const WORKING_NEWS: DaemonNews['type'] = 'runSucceeded';

/** A pattern, and what a line that matches it says: 1, the token was refused; 0, it was not. */
export interface TokenLine {
  readonly id: string;
  readonly pattern: IFilterPattern;
  readonly value: '0' | '1';
}

/** The patterns of a daemon's log group: its own words, those of its supervisor, and its host's verdict on a line. */
export function tokenLines(words: {
  refused: readonly string[];
  working: readonly string[];
}): readonly TokenLine[] {
  return [
    { id: 'Refused', pattern: FilterPattern.anyTerm(...words.refused), value: '1' },
    { id: 'RefusedNews', pattern: newsPattern(REFUSED_NEWS), value: '1' },
    { id: 'RefusedVerdict', pattern: newsPattern(JUDGED_LINE), value: '1' },
    ...(words.working.length > 0
      ? [{ id: 'Working', pattern: FilterPattern.anyTerm(...words.working), value: '0' as const }]
      : []),
    { id: 'WorkingNews', pattern: newsPattern(WORKING_NEWS), value: '0' },
  ];
}

/** The condition of a Logs Insights query for the same refusals. */
export function refusedCondition(refused: readonly string[]): string {
  const words = refused.map((text) => `@message like ${JSON.stringify(text)}`);
  return [...words, `type = "${REFUSED_NEWS}"`].join(' or ');
}

function newsPattern(type: string): IFilterPattern {
  return FilterPattern.stringValue('$.type', '=', type);
}
