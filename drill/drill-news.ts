import { type Instant, SECOND, toIso } from '../core/time.ts';
import { redact } from '../core/verdict/redact.ts';
import type { Observation } from './observation.ts';
import type { Row } from './scorecard.ts';

/** What a drill tells while it goes on. */
export type DrillNews =
  | {
      readonly kind: 'began';
      readonly at: Instant;
      readonly folder: string;
      readonly issuer: string;
      readonly lives: { readonly accessTokenSeconds: number; readonly refreshTokenSeconds: number };
    }
  | { readonly kind: 'act'; readonly at: Instant; readonly title: string }
  | { readonly kind: 'observed'; readonly at: Instant; readonly observation: Observation }
  | { readonly kind: 'judged'; readonly at: Instant; readonly row: Row };

/** News as one line of JSON: `schema`, `at`, `seconds` since the start, `source`, `type`, and what belongs to it. */
export function newsJson(news: DrillNews, startedAt: Instant): string {
  const seconds = (news.at - startedAt) / SECOND;
  return JSON.stringify({ schema: 1, at: toIso(news.at), seconds, ...fields(news) });
}

function fields(news: DrillNews): object {
  switch (news.kind) {
    case 'began':
      return { source: 'drill', type: 'began', folder: news.folder, issuer: news.issuer, ...news.lives };
    case 'act':
      return { source: 'drill', type: 'act', title: news.title };
    case 'judged':
      return { source: 'drill', type: 'expectation', ...news.row };
    case 'observed':
      return observed(news.observation);
  }
}

function observed(seen: Observation): object {
  if (seen.from === 'daemon') return { source: 'daemon', type: 'line', line: redact(seen.line) };
  const { schema: _, at: __, ...event } = seen.event;
  return { source: seen.from, ...event };
}
