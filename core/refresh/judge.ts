import { clockOffsetOf } from '../issuer/clock-offset.ts';
import { type ReadTokens, readTokens } from '../issuer/read-tokens.ts';
import type { TokenAnswer } from '../issuer/token-answer.ts';
import type { Milliseconds } from '../time.ts';
import { judgeAnswer } from '../verdict/judge-answer.ts';
import type { AnswerEvidence, Verdict } from '../verdict/verdict.ts';
import { verdictOf } from '../verdict/verdict-of.ts';
import { readRetryAfter } from './retry-after.ts';

/** What an answer of a token endpoint means. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Present when the verdict is `ok`. */
  readonly tokens: ReadTokens | null;
  /** Issuer's clock minus ours, measured on this answer; null when it carried no date. */
  readonly clockOffset: Milliseconds | null;
  readonly retryAfter: Milliseconds | null;
}

/** Judges an answer to a refresh; pure. `provider` names the issuer's preset. */
export function judgeRefresh(answer: TokenAnswer, provider: string): Judgement {
  if (answer.kind !== 'answered') {
    const spent = answer.kind === 'notSent' ? 'no' : 'maybe';
    const verdict = judgeAnswer({
      where: 'network',
      provider,
      status: null,
      body: null,
      error: answer.error,
    });
    return { verdict: { ...verdict, spent }, tokens: null, clockOffset: null, retryAfter: null };
  }
  const { headers, sentAt, receivedAt } = answer;
  const clockOffset = clockOffsetOf({ date: headers.date, sentAt, receivedAt });
  const issuerTime = receivedAt + (clockOffset ?? 0);
  const tokens =
    answer.status < 300 && !answer.truncated ? readTokens(answer.body, { at: issuerTime }) : null;
  if (tokens) return { verdict: ACCEPTED, tokens, clockOffset, retryAfter: null };
  const verdict = oddAnswer(answer) ?? judgeAnswer(evidenceOf(answer, provider));
  const retryAfter = readRetryAfter(headers['retry-after'], issuerTime);
  // No tokens can be read from it: whatever the words say, it is not a success.
  return { verdict: verdict.class === 'ok' ? UNREADABLE : verdict, tokens: null, clockOffset, retryAfter };
}

const ACCEPTED: Verdict = {
  class: 'ok',
  reason: 'Refreshed',
  message: 'the issuer gave a new access token',
  remedy: '',
  spent: 'yes',
};

const UNREADABLE: Verdict = {
  class: 'ambiguous',
  reason: 'AnswerUnreadable',
  message: 'the issuer answered success, and the answer holds no access token',
  remedy: 'check the token endpoint in the declaration: evergrant check',
  spent: 'maybe',
};

/** What no token endpoint answers, whatever the body says. */
function oddAnswer({ status, truncated }: TokenAnswer & { kind: 'answered' }): Verdict | undefined {
  if (status >= 300 && status < 400) return verdictOf('EndpointMoved', 'maybe');
  return truncated ? verdictOf('AnswerTooLong', 'maybe') : undefined;
}

function evidenceOf(answer: TokenAnswer & { kind: 'answered' }, provider: string): AnswerEvidence {
  const { status, headers, body } = answer;
  return { where: 'token_endpoint', provider, status, headers, body: parsed(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
