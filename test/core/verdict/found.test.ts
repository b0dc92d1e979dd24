import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { crossesTheLine, isRight, judgeCase, readCorpus } from '../../support/verdict-corpus.ts';

const files = readdirSync(new URL('../../corpus/', import.meta.url)).filter((file) =>
  file.startsWith('found-'),
);

describe.each(files)('what strangers posted and documented, labelled before it was judged: %s', (file) => {
  const judged = readCorpus(file).map((example) => ({ example, verdict: judgeCase(example) }));

  it('at least 98 of 100 are right', () => {
    const right = judged.filter(({ example, verdict }) => isRight(example, verdict));
    expect(right.length / judged.length).toBeGreaterThanOrEqual(0.98);
  });

  it('no verdict wakes a person for nothing or leaves a dead grant unnoticed', () => {
    expect(judged.filter(({ example, verdict }) => crossesTheLine(example, verdict))).toEqual([]);
  });
});
