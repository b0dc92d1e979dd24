import { describe, expect, it } from '@jest/globals';
import { MUST } from '../../../torture/kills/witness.ts';
import { figuresOf } from '../../../torture/report/figures.ts';

describe('the promised figures', () => {
  it('are said to be not run when their trial was not', () => {
    const [sends] = figuresOf([]);
    expect(sends?.measured).toBe('not run');
  });

  it('count what was tried and what broke', () => {
    const rows = [{ what: MUST.onceEach, tried: 50, lost: 1 }];
    const [sends] = figuresOf([{ name: 'kills', rows, failures: [] }]);
    expect(sends?.measured).toBe('1 of 50 looks break it');
  });
});
