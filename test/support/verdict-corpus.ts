import { readFileSync } from 'node:fs';
import { judgeAnswer } from '../../core/verdict/judge-answer.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import type { AnswerEvidence, Spent, Verdict, VerdictClass } from '../../core/verdict/verdict.ts';

/** One judged example: an answer or a log line with its right verdict and where it was found. */
export type CorpusCase = {
  readonly id: string;
  readonly class: VerdictClass;
  /** Other classes that are also right. */
  readonly accept?: readonly VerdictClass[];
  /** Checked where given. */
  readonly spent?: Spent;
  readonly source: string;
} & (AnswerEvidence | { readonly line: string });

/** The cases of one file below `test/corpus`. */
export function readCorpus(file: string): readonly CorpusCase[] {
  const lines = readFileSync(new URL(`../corpus/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line): CorpusCase => JSON.parse(line));
}

/** What the classifier says of a case. */
export function judgeCase(example: CorpusCase): Verdict {
  return 'line' in example ? judgeLine(example.line) : judgeAnswer(example);
}

/** Is the verdict one of those that the case calls right? */
export function isRight(example: CorpusCase, { class: given }: Verdict): boolean {
  return given === example.class || (example.accept ?? []).includes(given);
}

/** Would the verdict wake a person for nothing, or leave a dead grant unnoticed? The line no verdict may cross. */
export function crossesTheLine(example: CorpusCase, verdict: Verdict): boolean {
  if (isRight(example, verdict)) return false;
  const falseAlarm = verdict.class === 'permanent_reauth' && PASSING.has(example.class);
  const missedDeath = example.class === 'permanent_reauth' && HARMLESS.has(verdict.class);
  return falseAlarm || missedDeath;
}

const HARMLESS: ReadonlySet<VerdictClass> = new Set(['ok', 'transient', 'rate_limited', 'not_auth']);
const PASSING: ReadonlySet<VerdictClass> = new Set([...HARMLESS, 'ambiguous']);
