import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { patienceOf } from '../../../../cli/commands/login/deadline.ts';
import { MINUTE } from '../../../../core/time.ts';

describe('the patience of a login', () => {
  it('has an end of its own where no terminal is', () => {
    expect(patienceOf(undefined, { stdin: new PassThrough() })).toBe(15 * MINUTE);
  });

  it('has none on a terminal', () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    expect(patienceOf(undefined, { stdin })).toBeUndefined();
  });

  it('is what --timeout says, on a terminal too', () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    expect(patienceOf('2m', { stdin })).toBe(2 * MINUTE);
  });
});
