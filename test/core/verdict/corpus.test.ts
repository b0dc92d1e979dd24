import { describe, expect, it } from '@jest/globals';
import { VERDICT_CLASSES } from '../../../core/verdict/verdict.ts';
import { crossesTheLine, isRight, judgeCase, readCorpus } from '../../support/verdict-corpus.ts';

describe.each(['failures.jsonl', 'loglines.jsonl'])(
  'the corpus of real answers and log lines: %s',
  (file) => {
    const cases = readCorpus(file);
    const judged = cases.map((example) => ({ example, verdict: judgeCase(example) }));

    it.each(judged.map((one) => [one.example.id, one] as const))(
      '%s is judged rightly',
      (_id, { example, verdict }) => {
        expect([example.class, ...(example.accept ?? [])]).toContain(verdict.class);
        expect(verdict.spent).toBe(example.spent ?? verdict.spent);
      },
    );

    it.each([...new Set(cases.map((example) => example.class))])(
      'at least 98 of 100 cases of class %s are right',
      (name) => {
        expect(VERDICT_CLASSES).toContain(name);
        const ofClass = judged.filter(({ example }) => example.class === name);
        const right = ofClass.filter(({ example, verdict }) => isRight(example, verdict));
        expect(right.length / ofClass.length).toBeGreaterThanOrEqual(0.98);
      },
    );

    it('no verdict wakes a person for nothing or leaves a dead grant unnoticed', () => {
      expect(judged.filter(({ example, verdict }) => crossesTheLine(example, verdict))).toEqual([]);
    });
  },
);
