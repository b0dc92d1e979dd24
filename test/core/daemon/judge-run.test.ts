import { describe, expect, it } from '@jest/globals';
import { type EndedRun, judgeRun, type RunEnd } from '../../../core/daemon/judge-run.ts';
import { NO_EVIDENCE, withLimitSeen, withVerdict } from '../../../core/daemon/run-evidence.ts';
import { verdictOf } from '../../../core/verdict/verdict-of.ts';

const withLimit = { limitReached: { exitCode: 1, log: 'max turns' } };
const exited = (exitCode: number): RunEnd => ({ kind: 'exited', exitCode });

function run(change: Partial<EndedRun>): EndedRun {
  return { end: exited(0), evidence: NO_EVIDENCE, startedAt: 1, endedAt: 2, interrupted: false, ...change };
}

describe('judging a run', () => {
  const limitSeen = withLimitSeen(NO_EVIDENCE);

  it.each([
    ['exit 0', run({}), 'succeeded'],
    ['exit 1', run({ end: exited(1) }), 'failed'],
    ['a signal', run({ end: { kind: 'killed', signal: 'SIGSEGV' } }), 'failed'],
    [
      'a time-out, whatever the code',
      run({ end: { kind: 'timedOut', exitCode: 0, signal: null } }),
      'failed',
    ],
    [
      'a program that is missing',
      run({ end: { kind: 'notStarted', exitCode: 127, message: 'not found' } }),
      'failed',
    ],
    ['the limit: code and text', run({ end: exited(1), evidence: limitSeen }), 'limitReached'],
    ['the text with another code', run({ end: exited(2), evidence: limitSeen }), 'failed'],
    ['the text and exit 0', run({ evidence: limitSeen }), 'succeeded'],
    ['a stop of the supervisor', run({ end: exited(1), interrupted: true }), 'interrupted'],
  ])('by %s', (_, ended, kind) => {
    expect(judgeRun(ended, withLimit).kind).toBe(kind);
  });

  it('knows no limit where none is declared', () => {
    const ended = run({ end: exited(1), evidence: limitSeen });
    expect(judgeRun(ended, { limitReached: undefined }).kind).toBe('failed');
  });

  it('keeps a permanent verdict of a run that exited 0, which stays a success', () => {
    const verdict = verdictOf('RefreshTokenRevoked', 'no');
    const outcome = judgeRun(
      run({ evidence: withVerdict(NO_EVIDENCE, { verdict, line: 'invalid_grant' }) }),
      withLimit,
    );
    expect(outcome.kind).toBe('succeeded');
    expect(outcome.verdict?.class).toBe('permanent_reauth');
    expect(outcome.evidence).toEqual(['invalid_grant']);
  });
});

describe('evidence of a run', () => {
  const seen = (...reasons: Parameters<typeof verdictOf>[0][]) =>
    reasons.reduce(
      (evidence, reason, at) =>
        withVerdict(evidence, { verdict: verdictOf(reason, 'no'), line: `line ${at}` }),
      NO_EVIDENCE,
    );

  it('is the gravest verdict, wherever it stood', () => {
    const evidence = seen('ServerUnavailable', 'RefreshTokenRevoked', 'StatusAlone');
    expect(evidence.verdict?.reason).toBe('RefreshTokenRevoked');
    expect(evidence.lines).toEqual(['line 1']);
  });

  it('lets a proven cause go before a line that cannot decide', () => {
    expect(seen('StatusAlone', 'ScopeMissing').verdict?.reason).toBe('ScopeMissing');
    expect(seen('ScopeMissing', 'StatusAlone').verdict?.reason).toBe('ScopeMissing');
  });

  it('lets a line that cannot decide go before trouble that passes', () => {
    expect(seen('ServerUnavailable', 'StatusAlone', 'RateLimited').verdict?.reason).toBe('StatusAlone');
  });

  it('holds no lines that do not concern credentials', () => {
    expect(seen('Unrelated', 'Answered')).toEqual(NO_EVIDENCE);
  });

  it('holds at most five lines, each of bounded length', () => {
    expect(seen(...Array.from({ length: 9 }, () => 'StatusAlone' as const)).lines).toHaveLength(5);
    const long = withVerdict(NO_EVIDENCE, {
      verdict: verdictOf('StatusAlone', 'no'),
      line: 'x'.repeat(9_000),
    });
    expect(long.lines[0]).toHaveLength(501);
  });
});
