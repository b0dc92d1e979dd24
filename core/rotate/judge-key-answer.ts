import type { TokenAnswer } from '../issuer/token-answer.ts';
import { readRetryAfter } from '../refresh/retry-after.ts';
import { type Instant, type Milliseconds, SECOND } from '../time.ts';
import { judgeAnswer } from '../verdict/judge-answer.ts';
import { readBody } from '../verdict/read-body.ts';
import type { Spent, Verdict } from '../verdict/verdict.ts';
import type { NotDone } from './rotator.ts';

/** What an answer of a management API means. */
export type KeyJudgement =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** The key that was sent is not accepted, in the API's own words. */
  | { readonly kind: 'unauthorized' | 'forbidden' | 'notFound'; readonly verdict: Verdict }
  | NotDone;

/** Judges an answer. `spent` of a verdict: may the request have been carried out? A status without the API's own body accuses nobody. */
export function judgeKeyAnswer(
  answer: TokenAnswer,
  { api, now }: { api: string; now: Instant },
): KeyJudgement {
  if (answer.kind !== 'answered') {
    const verdict = judgeAnswer({ where: 'network', provider: api, status: null, error: answer.error });
    return failed(verdict, { spent: answer.kind === 'notSent' ? 'no' : 'maybe', retryAfter: null });
  }
  const { status, headers, body } = answer;
  const parsed = parse(body);
  if (status >= 200 && status < 300) return { kind: 'answered', body: parsed };
  const verdict = judgeAnswer({ where: 'resource', provider: api, status, headers, body: parsed });
  const isOurs = readBody(parsed).shape === 'structured';
  const named = isOurs ? NAMED[status] : undefined;
  if (named) return { kind: named, verdict: { ...verdict, spent: 'no' } };
  const spent = isOurs && status >= 400 && status < 500 ? 'no' : 'maybe';
  return failed(verdict, { spent: status === 429 ? 'no' : spent, retryAfter: retryAfter(headers, now) });
}

const NAMED: Partial<Record<number, 'unauthorized' | 'forbidden' | 'notFound'>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
};

function failed(
  verdict: Verdict,
  { spent, retryAfter }: { spent: Spent; retryAfter: Milliseconds | null },
): NotDone {
  return { kind: 'failed', verdict: { ...verdict, spent }, retryAfter };
}

/** `Retry-After`, else the end of the present period in epoch seconds, as many APIs state it. */
function retryAfter(headers: Readonly<Record<string, string>>, now: Instant): Milliseconds | null {
  const asked = readRetryAfter(headers['retry-after'], now);
  const reset = headers['x-ratelimit-reset'];
  if (asked !== null || reset === undefined || !/^\d{9,11}$/.test(reset)) return asked;
  return Math.max(0, Number(reset) * SECOND - now);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
