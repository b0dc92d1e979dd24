import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../core/time.ts';
import { start } from '../../drill/acts/start.ts';
import { brokerTold } from '../../drill/observation.ts';
import { runDrill } from '../../drill/run-drill.ts';
import type { Act } from '../../drill/stage.ts';
import { builtProgram } from '../support/built-program.ts';

const built = builtProgram();

/** Without consent nothing is refreshed, so this story cannot come true. */
const refreshWithoutConsent: Act = {
  title: 'nobody consents',
  expectations: [
    { name: 'refreshedAnyway', expected: 'a token is refreshed all the same' },
    { name: 'neverLookedAt', expected: 'more' },
  ],
  async play({ journal }) {
    await journal.until(brokerTold('refreshed'), {
      expectation: 'refreshedAnyway',
      within: SECOND,
      since: 0,
    });
  },
};

async function run(story: readonly Act[], { script = built().script } = {}) {
  const { environment, interrupted } = {
    environment: process.env,
    interrupted: new AbortController().signal,
  };
  const report = await runDrill({ script, environment, interrupted, tell: () => {}, story });
  const kept = report.kept !== null && existsSync(report.kept);
  if (report.kept !== null) rmSync(report.kept, { recursive: true });
  return { ...report, kept };
}

describe('a drill that does not go as expected', () => {
  it('names the expectation that was not met, and keeps its folder and the last words of its programs', async () => {
    const report = await run([start, refreshWithoutConsent]);
    expect(report).toMatchObject({ good: false, broken: 'not within 1 s', kept: true });
    expect(report.rows.map(({ name, met, observed }) => [name, met, observed]).slice(2)).toEqual([
      ['refreshedAnyway', false, 'not within 1 s'],
      ['neverLookedAt', null, 'not reached'],
    ]);
    expect(report.tails.map(({ program }) => program)).toEqual([
      'evergrant up --json',
      'evergrant run port-sheet --json',
    ]);
    expect(report.tails[0]?.lines.join('\n')).toContain('evergrant up: drill');
  });

  it('says what a program said that ended by itself', async () => {
    const report = await run([start], { script: '/no/such/script.js' });
    expect(report.good).toBe(false);
    expect(report.broken).toMatch(/^evergrant up --json ended by itself \(exit code 1\): .*/);
  });

  it('is good when its story was', async () => {
    expect(await run([start])).toMatchObject({ good: true, broken: null, kept: false });
  });
});
