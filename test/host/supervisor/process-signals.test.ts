import { describe, expect, it } from '@jest/globals';
import { type SignalSource, withEarlier } from '../../../host/supervisor/process-signals.ts';

const silent: SignalSource = { subscribe: () => () => {} };

function heard(reason: unknown): string[] {
  const names: string[] = [];
  withEarlier(silent, AbortSignal.abort(reason)).subscribe((name) => names.push(name));
  return names;
}

describe('a signal that came before the supervisor listened', () => {
  it.each(['SIGTERM', 'SIGINT'])('is not lost: %s', (name) => {
    expect(heard(name)).toEqual([name]);
  });

  it('is not made up: a reader of ours that went away is none, and nor is nothing', () => {
    expect(heard('EPIPE')).toEqual([]);
    const names: string[] = [];
    withEarlier(silent, new AbortController().signal).subscribe((name) => names.push(name));
    expect(names).toEqual([]);
  });
});
