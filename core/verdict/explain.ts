import { judgeAnswer } from './judge-answer.ts';
import { judgeLine } from './judge-line.ts';
import { type GrantFacts, likelyCauses } from './likely-causes.ts';
import { issuerOf } from './read-line.ts';
import { redact } from './redact.ts';
import type { AnswerEvidence, LikelyCause, Spent, Verdict, VerdictClass } from './verdict.ts';

/** What to explain: a log line or an answer. `id` is handed back, so that many can be asked at once. */
export type Explainable = { readonly id?: string; readonly facts?: GrantFacts } & (
  | { readonly line: string; readonly provider?: string }
  | AnswerEvidence
);

/** A verdict as it is printed and sent. */
export interface Explanation {
  readonly id?: string;
  readonly verdict: VerdictClass;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  readonly spent: Spent;
  /** The line that was judged, without secrets, at most 500 characters. */
  readonly evidence?: string;
  /** Likely causes with what speaks for each, likeliest first. Present where the answer alone cannot tell them apart. */
  readonly causes?: readonly LikelyCause[];
}

const LONGEST_EVIDENCE = 500;

/** What a line or an answer means, in the form for people and scripts. Pure. */
export function explain(input: Explainable): Explanation {
  const verdict = 'line' in input ? judgeLine(input.line, providerOf(input)) : judgeAnswer(input);
  const causes = verdict.causes && refined(verdict, input);
  return {
    ...(input.id === undefined ? {} : { id: input.id }),
    verdict: verdict.class,
    reason: verdict.reason,
    message: verdict.message,
    remedy: verdict.remedy,
    spent: verdict.spent,
    ...('line' in input ? { evidence: redact(input.line).slice(0, LONGEST_EVIDENCE) } : {}),
    ...(causes === undefined ? {} : { causes }),
  };
}

/** What the caller knows of the grant orders the causes better than the answer can. */
function refined(verdict: Verdict, input: Explainable): readonly LikelyCause[] | undefined {
  if (input.facts === undefined) return verdict.causes;
  return likelyCauses(input.provider ?? ('line' in input ? issuerOf(input.line) : ''), input.facts);
}

function providerOf({ provider }: Explainable): { readonly provider?: string } {
  return provider === undefined ? {} : { provider };
}
